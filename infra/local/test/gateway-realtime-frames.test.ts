import { createTestDatabase, type TestDatabase } from "@nova/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Gateway, startGateway } from "../src/gateway/index.ts";
import { keys } from "./gateway-contract/target.ts";

let database: TestDatabase;
let gateway: Gateway;

beforeAll(async () => {
  database = await createTestDatabase();
  gateway = await startGateway({ databaseUrl: database.url, port: 0, keys });
});
afterAll(async () => {
  await gateway.close();
  await database.close();
});

test.each(["", "sb_secret_wrong"])("a connection with the key '%s' is refused", async (key) => {
  const socket = new WebSocket(
    `${gateway.url.replace("http", "ws")}/realtime/v1/websocket?apikey=${key}&vsn=2.0.0`,
  );
  const outcome = await new Promise((resolve) => {
    socket.onopen = () => resolve("open");
    socket.onerror = () => resolve("refused");
  });
  expect(outcome).toBe("refused");
});

test("frames that mean nothing do no harm", async () => {
  const socket = new WebSocket(
    `${gateway.url.replace("http", "ws")}/realtime/v1/websocket?apikey=${keys.anonKey}&vsn=2.0.0`,
  );
  const replies: string[] = [];
  await new Promise((resolve) => {
    socket.onopen = resolve;
  });
  socket.onmessage = ({ data }) => replies.push(String(data));
  for (const frame of ["", "{", "[]", '["1","1","realtime:x","phx_join",7]', '["1","2","x","nonsense",{}]'])
    socket.send(frame);
  socket.send(new Uint8Array([3, 255, 255]));
  socket.send('[null,"9","phoenix","heartbeat",{}]');
  await expect
    .poll(() => replies.at(-1))
    .toBe('[null,"9","phoenix","phx_reply",{"status":"ok","response":{}}]');
  expect(replies).toHaveLength(3);
  socket.close();
});
