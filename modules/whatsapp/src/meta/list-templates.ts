import { AppError } from "@nova/error-handler";
import { createRequest } from "@nova/http-client";
import * as z from "zod";
import { refuseSettings } from "../check-message.ts";
import type { TemplateStatus } from "../inbound-event.ts";
import { list, maybe, maybeId, maybeText, storableText } from "../lenient-fields.ts";
import type { Fetch } from "../port.ts";
import { getJson, maxTimeoutMs } from "../post-json.ts";
import { failureOf } from "./failure-of.ts";
import { templateQualityOf, templateStatusOf } from "./template-words.ts";

/** A template as an account of Meta's has it. `definition` is what it is made of, in Meta's own shape. */
export type MetaTemplate = {
  externalId: string | null;
  name: string;
  language: string;
  status: TemplateStatus;
  quality: string | null;
  category: string | null;
  parameterFormat: "positional" | "named";
  /** The text of its body. */
  body: string;
  definition: Record<string, unknown>[];
};

type Settings = {
  /** With the version: `https://graph.facebook.com/v25.0`. */
  baseUrl: string;
  /** The WhatsApp Business Account. */
  wabaId: string;
  accessToken: string;
  fetch?: Fetch;
  /** For one page. */
  timeoutMs?: number;
  /** For all of them together. */
  totalTimeoutMs?: number;
  pageSize?: number;
};

const fields = "id,name,language,status,category,quality_score,components,parameter_format";
const usualPageSize = 100;
/** Meta lets an account have 6,000 at most. */
const maxPages = 70;
const maxPageBytes = 4 * 1024 * 1024;
const maxDefinitionLength = 64 * 1024;
const sharedRequest = createRequest();

const component = z.record(z.string(), z.unknown());
const named = z.object({ name: z.string().min(1).max(512), language: z.string().min(1).max(32) });
const details = z.object({
  id: maybeId,
  status: maybeText,
  category: maybeText,
  parameter_format: maybeText,
  quality_score: maybe(z.object({ score: maybeText })),
  components: list,
});
const bodyPart = z.object({ type: z.string().regex(/^body$/i), text: z.string() });
const page = z.object({
  data: z.array(z.unknown()),
  paging: maybe(z.object({ next: maybeText, cursors: maybe(z.object({ after: maybeText })) })),
});

/**
 * Every template of an account, page by page, or a failure: half a list would make the other half look deleted. Classified
 * like a send's; asking again is always harmless.
 */
export async function listMetaTemplates(settings: Settings): Promise<MetaTemplate[]> {
  const { baseUrl, wabaId, accessToken, fetch = sharedRequest, pageSize = usualPageSize } = settings;
  const { timeoutMs = maxTimeoutMs, totalTimeoutMs = 60_000 } = settings;
  if (!/^\d{1,32}$/.test(wabaId)) refuseSettings("not an account id");
  const until = performance.now() + totalTimeoutMs;
  const found = new Map<string, MetaTemplate>();
  const cursors = new Set<string>();
  let after: string | undefined;
  do {
    if (cursors.size >= maxPages || performance.now() > until)
      throw unreadable("there is no end to its pages");
    const url = new URL(`${baseUrl.replace(/\/+$/, "")}/${wabaId}/message_templates`);
    url.search = new URLSearchParams({
      fields,
      limit: String(pageSize),
      ...(after !== undefined && { after }),
    }).toString();
    const answer = await getJson({
      fetch,
      url: url.href,
      headers: { authorization: `Bearer ${accessToken}` },
      timeoutMs,
      maxBytes: maxPageBytes,
    });
    const read = answer.status >= 200 && answer.status < 300 ? page.safeParse(answer.body) : undefined;
    if (!read?.success) throw failureOf(answer);
    for (const one of read.data.data) {
      const template = readTemplate(one);
      found.set(JSON.stringify([template.name, template.language]), template);
    }
    // `next` holds an address with the token in it; only the cursor is taken over.
    after = read.data.paging?.next === undefined ? undefined : read.data.paging.cursors?.after;
    if (after !== undefined && cursors.has(after)) throw unreadable("its pages go in a circle");
    if (after !== undefined) cursors.add(after);
  } while (after !== undefined);
  return [...found.values()];
}

function readTemplate(item: unknown): MetaTemplate {
  const called = named.safeParse(item);
  const given = details.safeParse(item);
  if (!called.success || !given.success) throw unreadable("a template has no name");
  const { id, status, category, parameter_format: format, quality_score: quality, components } = given.data;
  const text = JSON.stringify(components.map((one) => component.safeParse(one).data ?? {}));
  if (text.length > maxDefinitionLength) throw unreadable("a template is too large");
  const definition = z
    .array(component)
    .parse(JSON.parse(text, (_, value) => (typeof value === "string" ? storableText(value) : value)));
  return {
    externalId: id ?? null,
    name: storableText(called.data.name),
    language: storableText(called.data.language),
    // A state of tomorrow may be anything: nothing new starts with it, nothing that runs is stopped.
    status: templateStatusOf(status ?? "") ?? "pending",
    quality: quality?.score ? templateQualityOf(quality.score) : null,
    category: category ? storableText(category, 64).toLowerCase() : null,
    parameterFormat: format?.toUpperCase() === "NAMED" ? "named" : "positional",
    body: storableText(definition.flatMap((one) => bodyPart.safeParse(one).data?.text ?? []).join("\n")),
    definition,
  };
}

function unreadable(why: string): AppError {
  return new AppError("whatsapp.unreadable_answer", "A lista de modelos da Meta veio ilegível.", {
    retry: "unknown",
    context: { why },
  });
}
