import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { createFetch } from "../src/index.ts";

const open: { close: () => unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function serve(
  listener: RequestListener,
): Promise<{ url: string; server: Server; connections: () => number }> {
  const server = createServer(listener);
  let connections = 0;
  server.on("connection", () => connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return { url: urlOf(server.address()), server, connections: () => connections };
}

async function serveRaw(onSocket: (socket: Socket) => void): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on("error", () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push({ close: () => server.close() });
  return urlOf(server.address());
}

const urlOf = (address: string | AddressInfo | null) =>
  `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;

const codeOf = (thrown: unknown) =>
  thrown instanceof TypeError && thrown.cause instanceof Error ? Reflect.get(thrown.cause, "code") : thrown;

test("sends method, headers and text, and gives status, headers and text", async () => {
  const { url } = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      response.writeHead(207, "Some", { "content-type": "application/json", "x-two": ["a", "b"] });
      response.end(
        JSON.stringify({
          method: request.method,
          url: request.url,
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
  });
  const response = await createFetch()(`${url}/a?b=c`, {
    method: "POST",
    headers: new Headers({ "X-One": "1" }),
    body: "olá, ação 🎉",
  });
  expect([response.status, response.statusText, response.ok, response.headers.get("x-two")]).toEqual([
    207,
    "Some",
    true,
    "a, b",
  ]);
  expect(await response.json()).toMatchObject({
    method: "POST",
    url: "/a?b=c",
    headers: { "x-one": "1", "content-length": "17" },
    body: "olá, ação 🎉",
  });
});

test("reads an answer that comes in pieces, and one without a body", async () => {
  const { url } = await serve(async (request, response) => {
    if (request.url === "/none") return void response.writeHead(204).end();
    for (const piece of ["um ", "dois ", "três"]) {
      response.write(piece);
      await sleep(5);
    }
    response.end();
  });
  const fetch = createFetch();
  expect(await (await fetch(`${url}/pieces`)).text()).toBe("um dois três");
  expect(await (await fetch(`${url}/none`)).text()).toBe("");
});

test("follows no redirect", async () => {
  const { url } = await serve(
    (_request, response) => void response.writeHead(302, { location: "/other" }).end(),
  );
  const response = await createFetch()(url);
  expect([response.status, response.headers.get("location")]).toEqual([302, "/other"]);
});

test("uses a connection again, unless it was idle for too long", async () => {
  const { url, connections } = await serve((_request, response) => void response.end("ok"));
  const fetch = createFetch({ idleMs: 200 });
  for (let left = 5; left > 0; left--) await (await fetch(url)).text();
  expect(connections()).toBe(1);
  await sleep(300);
  await (await fetch(url)).text();
  expect(connections()).toBe(2);
});

test("a server that closed the idle connection does not fail the next request", async () => {
  const { url, server } = await serve((_request, response) => void response.end("ok"));
  const fetch = createFetch();
  await fetch(url);
  server.closeAllConnections();
  await sleep(50);
  expect((await fetch(url)).status).toBe(200);
});

test("says that nothing was sent when nobody listens", async () => {
  const { url, server } = await serve(() => {});
  await new Promise((resolve) => server.close(resolve));
  expect(await createFetch()(url).catch(codeOf)).toBe("ECONNREFUSED");
});

test("says that the connection broke, before the answer and in its middle", async () => {
  const before = await serveRaw((socket) => socket.once("data", () => socket.destroy()));
  const between = await serveRaw((socket) =>
    socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf")),
  );
  expect(await createFetch()(before, { method: "POST", body: "x" }).catch(codeOf)).toBe("ECONNRESET");
  expect(await createFetch()(between).catch(codeOf)).toBe("ECONNRESET");
});

test("an answer that is no HTTP is an error, not a wait", async () => {
  const url = await serveRaw((socket) => socket.once("data", () => socket.end("SSH-2.0-x\r\n")));
  expect(await createFetch()(url).catch(codeOf)).toMatch(/^HPE_/);
});

test("refuses an answer that is too large without reading all of it", async () => {
  let sent = 0;
  const { url } = await serve((_request, response) => {
    const piece = Buffer.alloc(64 * 1024);
    const more = () => {
      while (!response.destroyed && sent < 2 ** 28) {
        sent += piece.length;
        if (!response.write(piece)) return void response.once("drain", more);
      }
    };
    more();
  });
  expect(await createFetch({ maxBytes: 100_000 })(url).catch(codeOf)).toBe("ERR_ANSWER_TOO_LARGE");
  expect(sent).toBeLessThan(2 ** 27);
});

test("stops when told, with the reason it was given", async () => {
  const url = await serveRaw(() => {});
  const controller = new AbortController();
  const reason = new DOMException("late", "TimeoutError");
  const asked = createFetch()(url, { signal: controller.signal });
  setTimeout(() => controller.abort(reason), 20);
  await expect(asked).rejects.toBe(reason);
  await expect(createFetch()(url, { signal: controller.signal })).rejects.toBe(reason);
});

test("gives up a connection that does not open, and says that nothing was sent", async () => {
  // A handshake that nobody answers is as far as a connection to this machine can be kept from opening.
  const url = await serveRaw(() => {});
  const secure = url.replace("http:", "https:");
  expect(await createFetch({ connectTimeoutMs: 100 })(secure).catch(codeOf)).toBe("ERR_CONNECT_TIMEOUT");
});

test("refuses what is no text, rather than sending something else", async () => {
  await expect(createFetch()("http://127.0.0.1:9", { method: "POST", body: new FormData() })).rejects.toThrow(
    "a text",
  );
});
