import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { createRequest } from "@nova/http-client";
import pg from "pg";

/*
 * The least that storing a webhook can be: node:http and one insert of the same row on a kept connection. It checks no
 * signature, reads nothing and applies nothing. Told by the environment: PORT, DATABASE_URL, and GATEWAY_URL with
 * SERVICE_KEY to insert through PostgREST's stand-in, as services must.
 */
const { PORT, DATABASE_URL, GATEWAY_URL, SERVICE_KEY = "" } = process.env;
// As many connections as the gateway keeps, and PostgREST unless told otherwise.
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10, application_name: "bench-bare" });

// Ours has it too: what is compared is the rest.
const request = createRequest();

const server = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const raw = Buffer.concat(chunks);
  await store(createHash("sha256").update(raw).digest("hex"), raw.toString("utf8"));
  const answer = '{"status":"stored"}';
  response.writeHead(200, { "content-type": "application/json", "content-length": answer.length });
  response.end(answer);
});

const store = GATEWAY_URL ? storeThroughGateway : storeDirectly;

async function storeDirectly(hash: string, body: string): Promise<void> {
  await pool.query({
    name: "store",
    text: `insert into public.webhook_events (provider, body_hash, body, status) values ('meta', $1, $2, 'stored')
           on conflict (provider, endpoint_id, body_hash) do nothing`,
    values: [hash, body],
  });
}

async function storeThroughGateway(hash: string, body: string): Promise<void> {
  const answer = await request(`${GATEWAY_URL}/rest/v1/rpc/bench_store`, {
    method: "POST",
    headers: {
      apikey: SERVICE_KEY,
      authorization: `Bearer ${SERVICE_KEY}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ p_hash: hash, p_body: body }),
  });
  for await (const _ of answer.body);
  if (answer.status >= 300) throw new Error(`the gateway answered ${answer.status}`);
}

server.keepAliveTimeout = 600_000;
server.listen(Number(PORT), "127.0.0.1", () => console.log('{"ready":true}'));
