import { randomUUID } from "node:crypto";
import { createServer } from "node:http";

/*
 * A provider that takes every message after a fixed time. Told by the environment: PORT, DELAY_MS.
 */
const delayMs = Number(process.env.DELAY_MS ?? 0);

const server = createServer((request, response) => {
  request.resume();
  request.once("end", () => {
    if (delayMs > 0) setTimeout(answer, delayMs);
    else answer();
  });

  function answer(): void {
    const body = JSON.stringify({
      messaging_product: "whatsapp",
      contacts: [{ input: "+5511900000000", wa_id: "5511900000000" }],
      messages: [{ id: `wamid.${randomUUID()}`, message_status: "accepted" }],
    });
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
    });
    response.end(body);
  }
});
server.keepAliveTimeout = 600_000;
server.listen(Number(process.env.PORT), "127.0.0.1", () => console.log('{"ready":true}'));
