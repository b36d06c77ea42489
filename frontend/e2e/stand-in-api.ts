import { once } from "node:events";
import { createServer } from "node:http";

export type StandIn = { url: string; close: () => Promise<void> };

const clientId = "0f0e0d0c-0b0a-4000-8000-000000000001";
const progress = {
  total: 1_000,
  waiting: 400,
  sent: 100,
  delivered: 300,
  read: 180,
  failed: 20,
  skipped: 0,
  cancelled: 0,
  unconfirmed: 0,
  replied: 40,
  revision: 7,
};
const campaign = (n: number) => ({
  id: `0f0e0d0c-0b0a-4000-8000-${String(n).padStart(12, "0")}`,
  name: `Campanha ${n}`,
  status: n === 1 ? "running" : "finished",
  statusReason: null,
  senderId: clientId,
  senderName: "Número oficial",
  listId: clientId,
  listName: "Clientes",
  startsAt: null,
  startedAt: "2026-11-20T12:00:00Z",
  finishedAt: n === 1 ? null : "2026-11-20T15:00:00Z",
  createdAt: "2026-11-20T11:00:00Z",
  updatedAt: "2026-11-20T12:00:00Z",
  paused: null,
  progress,
  message: { kind: "text", text: "Olá" },
  window: null,
  frequencyCap: null,
  variants: null,
});
const answers = (query: URLSearchParams): Record<string, unknown> => ({
  "/v1/me": {
    userId: clientId,
    email: "a@b.example",
    isPlatformAdmin: false,
    memberships: [{ clientId, slug: "loja", name: "Loja Exemplo", status: "active", role: "owner" }],
  },
  [`/v1/clients/${clientId}`]: { id: clientId, slug: "loja", name: "Loja Exemplo", settings: {} },
  [`/v1/clients/${clientId}/pauses`]: { items: [], next: null, active: [] },
  [`/v1/clients/${clientId}/campaigns`]: {
    items: Array.from({ length: Number(query.get("limit")) }, (_, index) => campaign(index + 1)),
    next: null,
  },
});

/** Answers at once what the page of campaigns asks, so that only the page and the network are measured. */
export async function startStandIn(): Promise<StandIn> {
  const server = createServer(({ url = "/", method, headers }, response) => {
    const { pathname, searchParams } = new URL(url, "http://api");
    const answer = answers(searchParams)[pathname];
    response.writeHead(method === "OPTIONS" ? 204 : answer ? 200 : 404, {
      "access-control-allow-origin": headers.origin ?? "*",
      "access-control-allow-headers": "authorization, content-type, apikey",
      "access-control-max-age": "3600",
      "content-type": "application/json",
    });
    response.end(method === "OPTIONS" ? undefined : JSON.stringify(answer ?? {}));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** What the browser keeps of somebody who was here before, by name. */
export function keptFromBefore(now = Date.now()): Record<string, string> {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const expiresAt = Math.floor(now / 1_000) + 3_600;
  const user = { id: clientId, aud: "authenticated", role: "authenticated", email: "a@b.example" };
  const session = {
    access_token: `${part({ alg: "HS256", typ: "JWT" })}.${part({ sub: clientId, exp: expiresAt })}.${part({})}`,
    refresh_token: "none",
    token_type: "bearer",
    expires_in: 3_600,
    expires_at: expiresAt,
    user,
  };
  return { "nova.session": JSON.stringify(session), "nova.client": clientId };
}
