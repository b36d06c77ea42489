import { attempt } from "@nova/error-handler";
import type { WebhookEndpoint } from "@nova/supabase-client";
import { parseEvolutionWebhook, verifyEvolutionSecret } from "@nova/whatsapp/evolution";
import { parseMetaWebhook, verifyMetaHandshake, verifyMetaSignature } from "@nova/whatsapp/meta";
import type { Express, Request, Response } from "express";
import * as z from "zod";
import type { createReceiveWebhook } from "./receive-webhook.ts";
import { unavailable } from "./unavailable.ts";

type Ports = {
  metaAppSecret: string;
  metaVerifyToken: string;
  receive: ReturnType<typeof createReceiveWebhook>;
  findEndpoint: (id: string) => Promise<WebhookEndpoint | null>;
  openSecret: (endpoint: WebhookEndpoint) => unknown;
  refuse: (res: Response, status: 401 | 403 | 404) => void;
  note: (res: Response, outcome: Record<string, unknown>) => void;
};

const empty = Buffer.alloc(0);
const metaSecrets = z.object({ appSecret: z.string().min(1), verifyToken: z.string().min(1) });
const evolutionSecrets = z.object({ secret: z.string().min(1) });

/** The public addresses: Meta's app-level subscription, and one random address per tenant and provider. */
export function createRoutes(ports: Ports) {
  const { receive, refuse, note } = ports;

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

  async function take(
    req: Request,
    res: Response,
    body: Omit<Parameters<typeof receive>[0], "raw">,
  ): Promise<void> {
    const { status, duplicate, eventId, applied } = await receive({ ...body, raw: req.rawBody ?? empty });
    note(res, { provider: body.provider, eventId, event: status, duplicate, applied });
    res.json({ status: duplicate ? "duplicate" : status });
  }

  async function takeMeta(
    req: Request,
    res: Response,
    endpoint: WebhookEndpoint | null,
    appSecret: string,
  ): Promise<void> {
    if (!verifyMetaSignature(req.rawBody ?? empty, req.get("x-hub-signature-256"), appSecret))
      return refuse(res, 401);
    const { id: endpointId = null, clientId = null } = endpoint ?? {};
    await take(req, res, { provider: "meta", endpointId, clientId, parse: parseMetaWebhook });
  }

  async function takeAt(req: Request, res: Response): Promise<void> {
    const endpoint = await findEndpoint(String(req.params.endpointId));
    if (!endpoint || endpoint.provider !== req.params.provider) return refuse(res, 404);
    if (endpoint.provider === "meta") {
      return takeMeta(req, res, endpoint, metaSecrets.parse(ports.openSecret(endpoint)).appSecret);
    }
    if (endpoint.provider === "evolution") {
      const { secret } = evolutionSecrets.parse(ports.openSecret(endpoint));
      if (!verifyEvolutionSecret(req.headers, secret)) return refuse(res, 401);
      const { id: endpointId, clientId } = endpoint;
      return take(req, res, { provider: "evolution", endpointId, clientId, parse: parseEvolutionWebhook });
    }
    refuse(res, 404);
  }

  return (app: Express): void => {
    for (const path of ["/meta/webhook", "/webhook"]) {
      app.get(path, (req, res) => handshake(res, req.query, ports.metaVerifyToken));
      app.post(path, (req, res) => takeMeta(req, res, null, ports.metaAppSecret));
    }
    app.get("/webhooks/meta/:endpointId", async (req, res) => {
      const endpoint = await findEndpoint(req.params.endpointId);
      if (endpoint?.provider !== "meta") return refuse(res, 404);
      handshake(res, req.query, metaSecrets.parse(ports.openSecret(endpoint)).verifyToken);
    });
    app.post("/webhooks/:provider/:endpointId", takeAt);
    // Evolution's `byEvents` appends the event's name.
    app.post("/webhooks/:provider/:endpointId/:event", takeAt);
  };
}
