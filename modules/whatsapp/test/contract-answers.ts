import { attempt } from "@nova/error-handler";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Fetch } from "../src/index.ts";
import { json, startFakeServer, type Treatment } from "./fake-server.ts";
import { type Adapter, failureOfSend, options, text, to } from "./whatsapp-contract.ts";

/** What every adapter makes of what comes back, or does not. */
export function describeAnswers(adapter: Adapter): void {
  const { name, create, accepted, acceptedId } = adapter;
  describe(`${name} knows what happened`, () => {
    let server: Awaited<ReturnType<typeof startFakeServer>>;
    beforeAll(async () => {
      server = await startFakeServer();
    });
    afterAll(() => server.close());
    const failureOf = (treatment: Treatment, timeoutMs?: number) =>
      failureOfSend(adapter, server, treatment, timeoutMs);

    test("an accepted message returns the provider's id and is asked for once", async () => {
      const before = server.received.length;
      server.next(accepted);
      const sent = await create(server.url).send(to, text, options);
      expect(sent.providerMessageId).toBe(acceptedId);
      expect(server.received.length).toBe(before + 1);
    });

    test.each([
      ["429 did not happen", 429, "safe"],
      ["503 did not happen", 503, "safe"],
      ["500 may have happened", 500, "unknown"],
      ["502 may have happened", 502, "unknown"],
      ["504 may have happened", 504, "unknown"],
      ["408 may have happened", 408, "unknown"],
      ["400 did not and will not", 400, "never"],
      ["401 did not and will not", 401, "never"],
      ["404 did not and will not", 404, "never"],
      ["a redirect is not followed and will not work", 307, "never"],
    ] as const)("%s", async (_, status, retry) => {
      const before = server.received.length;
      const elsewhere = { location: `${server.url}/elsewhere` };
      const error = await failureOf((response) => response.writeHead(status, elsewhere).end("<html>"));
      expect(error.retry).toBe(retry);
      expect(server.received.length).toBe(before + 1);
    });

    test("a server that asks to wait is waited for, up to an hour", async () => {
      expect((await failureOf(json(429, {}, { "retry-after": "120" }))).retryAfterMs).toBe(120_000);
      expect((await failureOf(json(503, {}, { "retry-after": "999999" }))).retryAfterMs).toBe(3_600_000);
      expect((await failureOf(json(429, {}, { "retry-after": "soon" }))).retryAfterMs).toBe(30_000);
      expect((await failureOf(json(400, {}, { "retry-after": "120" }))).retryAfterMs).toBeUndefined();
    });

    test("a refused connection did not happen", async () => {
      const closed = await startFakeServer();
      await closed.close();
      const result = await attempt(() => create(closed.url).send(to, text, options));
      expect(result).toMatchObject({ ok: false, error: { code: "whatsapp.unreachable", retry: "safe" } });
    });

    test("a name that does not resolve did not happen", async () => {
      const refused = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND", syscall: "getaddrinfo" });
      const fetch: Fetch = async () => {
        throw new TypeError("fetch failed", { cause: refused });
      };
      const result = await attempt(() => create(server.url, { fetch }).send(to, text, options));
      expect(result).toMatchObject({ ok: false, error: { code: "whatsapp.unreachable", retry: "safe" } });
    });

    test("silence may have happened, and ends at the timeout", async () => {
      const started = performance.now();
      const error = await failureOf(() => {}, 200);
      expect(error).toMatchObject({ code: "whatsapp.timeout", retry: "unknown" });
      expect(performance.now() - started).toBeLessThan(1_500);
    });

    test("an answer that trickles ends at the same timeout", async () => {
      const started = performance.now();
      const error = await failureOf((response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const timer = setInterval(() => response.write(" "), 20);
        response.on("close", () => clearInterval(timer));
      }, 300);
      expect(error).toMatchObject({ code: "whatsapp.timeout", retry: "unknown" });
      expect(performance.now() - started).toBeLessThan(1_500);
    });

    test("a refusal whose body never comes is still a refusal", async () => {
      const error = await failureOf((response) => {
        response.writeHead(429, { "content-type": "application/json" }).write("{");
      }, 300);
      expect(error.retry).toBe("safe");
    });

    test("a connection cut after the request may have happened", async () => {
      const error = await failureOf((response) => response.socket?.destroy());
      expect(error).toMatchObject({ code: "whatsapp.connection_lost", retry: "unknown" });
    });

    test.each([
      ["no JSON", (response) => response.writeHead(200).end("OK")],
      ["nothing", (response) => response.writeHead(200).end()],
      ["JSON without an id", json(200, { messages: [], key: {} })],
      ["an id that is no text", json(200, { messages: [{ id: 7 }], key: { id: 7 } })],
      ["a list", json(201, [])],
      [
        "half a body",
        (response) =>
          response.writeHead(200, { "content-length": "100" }).write("{") && response.socket?.end(),
      ],
      [
        "an id in two megabytes",
        json(200, { messages: [{ id: "x" }], key: { id: "x" }, more: "x".repeat(2_000_000) }),
      ],
      ["a body without end", (response) => response.writeHead(200).end(`"${"x".repeat(2_000_000)}"`)],
    ] satisfies [string, Treatment][])("an acceptance with %s may have happened", async (_, treatment) => {
      const error = await failureOf(treatment);
      expect(error).toMatchObject({ code: "whatsapp.unreadable_answer", retry: "unknown" });
    });

    test("no call may last over seven seconds, whatever it is given", async () => {
      const signals: AbortSignal[] = [];
      const fetch: Fetch = (_, { signal }) => {
        signals.push(signal);
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      };
      const started = performance.now();
      const result = await attempt(() =>
        create(server.url, { fetch }).send(to, text, { ...options, timeoutMs: 60_000 }),
      );
      expect(result).toMatchObject({ ok: false, error: { code: "whatsapp.timeout" } });
      expect(performance.now() - started).toBeLessThan(8_000);
    });
  });
}
