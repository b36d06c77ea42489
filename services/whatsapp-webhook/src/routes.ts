import { attempt } from "@nova/error-handler";
import type { WebhookEndpoint } from "@nova/supabase-client";
import { parseWebhook } from "@nova/whatsapp/inbound";
import { verifyMetaHandshake } from "@nova/whatsapp/meta";
import type { Express, Request, Response } from "express";
import * as z from "zod";
import type { createReceiveWebhook } from "./receive-webhook.ts";
import { unavailable } from "./unavailable.ts";
import { verifyDelivery } from "./verify-delivery.ts";

type Ports = {
  metaAppSecret: string;
  metaVerifyToken: string;
  receive: ReturnType<typeof createReceiveWebhook>;
  findEndpoint: (id: string) => Promise<WebhookEndpoint | null>;
  openSecret: (endpoint: WebhookEndpoint) => unknown;
  refuse: (res: Response, status: 401 | 403 | 404) => void;
  note: (res: Response, outcome: Record<string, unknown>) => void;
  now: () => Date;
};
type Address = Pick<WebhookEndpoint, "provider"> & { endpointId: string | null; clientId: string | null };

const empty = Buffer.alloc(0);
const handshakeSecrets = z.object({ verifyToken: z.string().min(1) });

/** The public addresses: Meta's app-level subscription, and one random address per tenant and provider. */
export function createRoutes(ports: Ports) {
  const { receive, refuse, note, now } = ports;

  async function findEndpoint(id: string): Promise<WebhookEndpoint | null> {
    const found = await attempt(() => ports.findEndpoint(id));
    if (!found.ok) throw unavailable(found.error);
    return found.value;
  }

  function handshake(res: Response, query: unknown, verifyToken: string): void {
    const challenge = verifyMetaHandshake(query, verifyToken);
    if (challenge === null) refuse(res, 403);
    else res.type("text/plain").send(challenge);
  }

  async function take(req: Request, res: Response, address: Address, secrets: unknown): Promise<void> {
    const { provider } = address;
    const raw = req.rawBody ?? empty;
    const verdict = verifyDelivery(provider, secrets, { raw, headers: req.headers, query: req.query });
    if (!verdict.ok) return refuse(res, 401);
    const receivedAt = now();
    const { status, duplicate, eventId, applied } = await receive({
      ...address,
      raw,
      ...(verdict.doubt !== undefined && { doubt: verdict.doubt }),
      parse: (body) => parseWebhook(provider, body, receivedAt),
    });
    note(res, { provider, eventId, event: status, duplicate, applied });
    res.json({ status: duplicate ? "duplicate" : status });
  }

  async function takeAt(req: Request, res: Response): Promise<void> {
    const endpoint = await findEndpoint(String(req.params.endpointId));
    if (!endpoint || endpoint.provider !== req.params.provider) return refuse(res, 404);
    const { id: endpointId, clientId, provider } = endpoint;
    return take(req, res, { provider, endpointId, clientId }, ports.openSecret(endpoint));
  }

  return (app: Express): void => {
    const shared: Address = { provider: "meta", endpointId: null, clientId: null };
    for (const path of ["/meta/webhook", "/webhook"]) {
      app.get(path, (req, res) => handshake(res, req.query, ports.metaVerifyToken));
      app.post(path, (req, res) => take(req, res, shared, { appSecret: ports.metaAppSecret }));
    }
    app.get("/webhooks/meta/:endpointId", async (req, res) => {
      const endpoint = await findEndpoint(req.params.endpointId);
      if (endpoint?.provider !== "meta") return refuse(res, 404);
      handshake(res, req.query, handshakeSecrets.parse(ports.openSecret(endpoint)).verifyToken);
    });
    // Evolution's `byEvents` appends the event's name, uazapi's options that and the type of the message.
    app.post("/webhooks/:provider/:endpointId{/:event}{/:type}", takeAt);
  };
}
