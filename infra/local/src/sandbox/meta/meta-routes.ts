import * as z from "zod";
import type { SandboxCore } from "../core.ts";
import { type Exchange, jsonBody, multipartBody, type Reply } from "../http/exchange.ts";
import { phoneNumberOf } from "./identity.ts";
import { createMediaStore, isMediaId, mediaRefusal } from "./media-store.ts";
import { metaError, metaParameterError, metaUnknownObject } from "./meta-errors.ts";
import { createMetaSend } from "./meta-send.ts";
import { createTemplateRoutes } from "./template-routes.ts";

const registerSchema = z.object({
  messaging_product: z.literal("whatsapp"),
  pin: z.string().regex(/^\d{6}$/),
});
const success = { status: 200, json: { success: true } } as const;

/** The Graph API below `/graph/`. */
export function createMetaRoutes(core: SandboxCore) {
  const templates = createTemplateRoutes(core);
  const media = createMediaStore(core.now);
  const sendMessage = createMetaSend({ core, templates: core.state.templates, hasMedia: media.has });
  const { metaAccessTokens, metaPhoneNumberIds } = core.settings;

  function isAuthorized({ headers }: Exchange): boolean {
    const token = /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1];
    return token !== undefined && (metaAccessTokens.length === 0 || metaAccessTokens.includes(token));
  }

  function isKnownNumber(id: string): boolean {
    return metaPhoneNumberIds.length > 0 ? metaPhoneNumberIds.includes(id) : /^\d{6,20}$/.test(id);
  }

  async function uploadMedia(exchange: Exchange): Promise<Reply> {
    const form = await multipartBody(exchange);
    if (form?.get("messaging_product") !== "whatsapp") {
      return metaParameterError("The parameter messaging_product is required.");
    }
    const file = form.get("file");
    if (!(file instanceof File)) return metaParameterError("The parameter file is required.");
    const mimeType = String(form.get("type") ?? file.type);
    const refusal = mediaRefusal(mimeType, file.size);
    if (refusal) return metaError(131053, refusal);
    return { status: 200, json: { id: media.add(Buffer.from(await file.arrayBuffer()), mimeType).id } };
  }

  function describeMedia(id: string, { headers }: Exchange): Reply {
    const one = media.get(id);
    if (!one) return metaUnknownObject(id, "GET");
    media.openUrl(one);
    return {
      status: 200,
      json: {
        messaging_product: "whatsapp",
        url: `http://${headers.host}/graph/media-content/${id}`,
        mime_type: one.mimeType,
        sha256: one.sha256,
        file_size: one.bytes.length,
        id,
      },
    };
  }

  function downloadMedia(id: string): Reply {
    const one = media.get(id);
    if (!one || !media.isOpen(one)) return { status: 404, text: "" };
    return { status: 200, bytes: one.bytes, headers: { "content-type": one.mimeType } };
  }

  function describeNumber(id: string, url: URL): Reply {
    const { displayPhoneNumber } = phoneNumberOf(id);
    const all: Record<string, unknown> = {
      display_phone_number: `+${displayPhoneNumber}`,
      verified_name: "Nova Sandbox",
      quality_rating: "GREEN",
      whatsapp_business_manager_messaging_limit: "TIER_UNLIMITED",
      throughput: { level: "STANDARD" },
      code_verification_status: "VERIFIED",
      platform_type: "CLOUD_API",
      status: "CONNECTED",
    };
    const asked = url.searchParams.get("fields")?.split(",") ?? [
      "display_phone_number",
      "verified_name",
      "quality_rating",
    ];
    return {
      status: 200,
      json: { ...Object.fromEntries(asked.filter((f) => f in all).map((f) => [f, all[f]])), id },
    };
  }

  async function serve(exchange: Exchange): Promise<Reply> {
    if (!isAuthorized(exchange)) return metaError(190);
    const { method, path, url } = exchange;
    const [, , version = "", id = "", action, ...more] = path.split("/");
    if (version === "media-content" && method === "GET") return downloadMedia(id);
    if (!/^v\d{2}\.0$/.test(version) || more.length > 0) return metaUnknownObject(version, method);
    const call = action === undefined ? method : `${method} ${action}`;
    if (call === "GET")
      return isMediaId(id) || !isKnownNumber(id) ? describeMedia(id, exchange) : describeNumber(id, url);
    if (call === "DELETE") return media.remove(id) ? success : metaUnknownObject(id, method);
    if (action === "message_templates") return templates.serve(id, exchange);
    if (call === "POST subscribed_apps" || call === "DELETE subscribed_apps") return success;
    if (!isKnownNumber(id)) return metaUnknownObject(id, method);
    if (call === "POST messages") return sendMessage(id, exchange);
    if (call === "POST media") return uploadMedia(exchange);
    if (call === "POST register") {
      return registerSchema.safeParse(jsonBody(exchange)).success
        ? success
        : metaError(100, "Param pin must be a 6-digit string.");
    }
    return metaUnknownObject(`${id}/${action}`, method);
  }

  return { serve, templates };
}
