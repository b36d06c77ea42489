import { createServer } from "node:http";
import { createRequest } from "@nova/http-client";
import * as z from "zod";

/*
 * The least that answering from the database can be: node:http that makes the same SQL calls through the same gateway, with
 * the same HTTP client, and hands on the last answer as it came. It knows nobody, checks nothing and reads nothing. Told by
 * the environment: PORT, GATEWAY_URL, SERVICE_KEY.
 */
const { PORT, GATEWAY_URL, SERVICE_KEY = "" } = process.env;
const request = createRequest();
const callsSchema = z.array(z.tuple([z.string(), z.unknown()]));

const server = createServer(async (asked, response) => {
  const calls = callsSchema.parse(JSON.parse((await read(asked)).toString("utf8")));
  let answer: Buffer = Buffer.alloc(0);
  for (const [name, args] of calls) answer = await call(name, args);
  response.writeHead(200, { "content-type": "application/json", "content-length": answer.length });
  response.end(answer);
});

async function call(name: string, args: unknown): Promise<Buffer> {
  const answer = await request(`${GATEWAY_URL}/rest/v1/rpc/${name}`, {
    method: "POST",
    headers: {
      apikey: SERVICE_KEY,
      authorization: `Bearer ${SERVICE_KEY}`,
      "content-type": "application/json",
    },
    body: JSON.stringify(args),
  });
  const bytes = await read(answer.body);
  if (answer.status >= 300)
    throw new Error(`${name}: the gateway answered ${answer.status} ${bytes.toString("utf8")}`);
  return bytes;
}

async function read(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

server.keepAliveTimeout = 600_000;
server.listen(Number(PORT), "127.0.0.1", () => console.log('{"ready":true}'));
