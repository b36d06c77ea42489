import { once } from "node:events";
import { request } from "node:http";
import { connect } from "node:net";
import { deflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { startHttp } from "../src/start-http.ts";
import { createShellFakes, setUpHttp } from "./set-up.ts";

const json = { "content-type": "application/json" };

test("a route sees the JSON and the very bytes that were sent", async () => {
  const { url } = await setUpHttp();
  const body = '{ "a":\t1,"é":"\\u00e9" }';
  const response = await fetch(`${url}/echo`, { method: "POST", headers: json, body });
  expect(await response.json()).toEqual({ body: { a: 1, é: "é" }, raw: body });
});

test("what is not JSON is there as bytes only", async () => {
  const { url } = await setUpHttp();
  const response = await fetch(`${url}/echo`, { method: "POST", body: new URLSearchParams({ text: "oi" }) });
  expect(await response.json()).toEqual({ body: null, raw: "text=oi" });
});

test("a raw service is given even what cannot be parsed", async () => {
  const { url } = await setUpHttp({ body: "raw" });
  const response = await fetch(`${url}/echo`, { method: "POST", headers: json, body: "{oops" });
  expect(await response.json()).toEqual({ body: null, raw: "{oops" });
});

test.each([
  ["broken JSON", { headers: json, body: '{"a":' }, 400, "request.not-json"],
  [
    "another charset",
    { headers: { "content-type": "application/json; charset=latin1" }, body: "{}" },
    415,
    "request.unsupported",
  ],
  [
    "a deflate bomb",
    { headers: { ...json, "content-encoding": "deflate" }, body: deflateSync(Buffer.alloc(50_000_000)) },
    415,
    "request.unsupported",
  ],
  [
    "a body over the limit",
    { headers: json, body: `"${"x".repeat(4 * 1024 * 1024)}"` },
    413,
    "request.too-large",
  ],
])("%s is a clear 4xx that says nothing of the body", async (_what, init, status, code) => {
  const { url, told } = await setUpHttp();
  const response = await fetch(`${url}/echo`, { method: "POST", ...init });
  expect(response.status).toBe(status);
  const problem = await response.json();
  expect(problem).toMatchObject({ status, code, correlation_id: response.headers.get("x-correlation-id") });
  expect(told).toEqual([]);
});

test.each([
  ["/nothing-here", 404, "request.not-found"],
  ["/items/%E0%A4%A", 400, "request.invalid"],
  ["/refused", 400, "request.invalid"],
  ["/broken", 500, "unexpected.error"],
])("GET %s answers a %i problem", async (path, status, code) => {
  const { url, told } = await setUpHttp();
  const response = await fetch(url + path);
  expect(response.status).toBe(status);
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ status, code });
  expect(text).not.toContain("secret inside");
  expect(told).toHaveLength(status === 500 ? 1 : 0);
});

test("answers carry the security headers and do not name the framework", async () => {
  const { url } = await setUpHttp();
  const { headers } = await fetch(`${url}/items/1`);
  expect(headers.get("x-powered-by")).toBeNull();
  expect(headers.get("x-content-type-options")).toBe("nosniff");
  expect(headers.get("cache-control")).toBe("no-store");
});

test.each([
  ["a good id is kept", "job-17:a.b", "job-17:a.b"],
  ["an id with spaces is replaced", "a b", undefined],
  ["an endless id is replaced", "x".repeat(129), undefined],
])("correlation: %s", async (_what, given, kept) => {
  const { url } = await setUpHttp();
  const response = await fetch(`${url}/items/1`, { headers: { "x-correlation-id": given } });
  const answered = response.headers.get("x-correlation-id");
  expect(answered).toEqual(kept ?? expect.stringMatching(/^[\da-f-]{36}$/));
});

test("a query string is never logged", async () => {
  const { url, lines, requests } = await setUpHttp();
  await fetch(`${url}/items/1?name=marker`);
  await expect.poll(requests).toHaveLength(1);
  expect(JSON.stringify(lines)).not.toContain("marker");
});

const post = "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";

test("an upload without a length is cut at the limit, and its sender can read the 413", async () => {
  const { port } = await setUpHttp();
  const upload = request({ port, path: "/echo", method: "POST", headers: json });
  const answered = once(upload, "response");
  for (let sent = 0; sent < 80; sent += 1) {
    upload.write(Buffer.alloc(64 * 1024));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  upload.end();
  const [response] = await answered;
  expect(response.statusCode).toBe(413);
  expect(response.headers.connection).toBe("close");
  await once(upload, "close");
  expect(upload.writableFinished).toBe(true); // it was let finish
});

test("an oversized upload that stalls is answered all the same", async () => {
  const { port } = await setUpHttp({ bodyLimitBytes: 10_000 });
  const socket = connect(port);
  socket.write(`${post}content-length: 1000000000\r\n\r\n{`);
  const [answer] = await once(socket, "data");
  expect(String(answer)).toMatch(/^HTTP\/1\.1 413 /);
  socket.destroy();
});

test.each([
  ["that says how long it is", "content-length: 1000000000\r\n\r\n", "x".repeat(1_000)],
  ["in chunks", "transfer-encoding: chunked\r\n\r\n", `3e8\r\n${"x".repeat(1_000)}\r\n`],
])("an endless upload is cut off: %s", async (_what, headers, piece) => {
  const { port } = await setUpHttp({ bodyLimitBytes: 10_000 });
  const socket = connect(port);
  socket.on("error", () => {});
  socket.write(post + headers);
  const timer = setInterval(() => socket.writable && socket.write(piece), 5);
  socket.resume();
  await new Promise((resolve) => socket.once("close", resolve));
  clearInterval(timer);
});

test("an upload that its sender gives up is no error of ours", async () => {
  const { port, told, requests } = await setUpHttp();
  const socket = connect(port);
  socket.write(
    "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
  );
  setTimeout(() => socket.destroy(), 50);
  await expect.poll(requests).toMatchObject([{ outcome: "aborted" }]);
  expect(told).toEqual([]);
});

test.each([
  ["headers that never end", "POST /echo HTTP/1.1\r\nx-slow: ", { headersMs: 200, requestMs: 60_000 }],
  ["a body that never ends", `${post}content-length: 100\r\n\r\n{`, { headersMs: 200, requestMs: 400 }],
])("a slow loris is cut off: %s", async (_what, opening, limits) => {
  const { shell } = createShellFakes();
  const timing = { ...limits, checkMs: 50, keepAliveMs: 5_000 };
  const { port } = await startHttp({ ...shell, timing, routes: () => {} });
  const socket = connect(port);
  socket.on("error", () => {});
  socket.write(opening);
  const drip = setInterval(() => socket.write("x"), 50);
  const startedAt = performance.now();
  socket.resume();
  await new Promise((resolve) => socket.once("close", resolve)); // cut off in the middle of a drip, it also errs
  clearInterval(drip);
  expect(performance.now() - startedAt).toBeLessThan(3_000);
});

test.each([
  "GARBAGE\r\n\r\n",
  "GET / HTTP/1.1\r\nbad header\r\n\r\n",
  `GET / HTTP/1.1\r\nx: ${"y".repeat(40_000)}\r\n\r\n`,
])("what is not HTTP is answered 4xx and the service goes on", async (opening) => {
  const { port, url } = await setUpHttp();
  const socket = connect(port);
  socket.write(opening);
  const [answer] = await once(socket, "data");
  expect(String(answer)).toMatch(/^HTTP\/1\.1 4\d\d /);
  socket.destroy();
  expect((await fetch(`${url}/items/1`)).status).toBe(200);
});
