import { expect, test } from "vitest";
import { createFaultEngine } from "../src/sandbox/faults/fault-engine.ts";
import { INSTANCE, type Json, setUp } from "./sandbox-setup.ts";

const ANA = "5511900000001";
const BRUNO = "5521900000002";
const kinds = (statuses: Json[]) => statuses.map((one) => one.status);

/** A listening business, one fault, and no reads by chance. */
async function setUpWith(fault: object, options: object = {}) {
  const all = await setUp({ readShare: 1, ...options });
  await all.listenToMeta();
  const added = await all.control("POST", "faults", fault);
  expect(added.status).toBe(201);
  const accepted = async () => (await all.control("GET", "summary")).json.accepted;
  return { ...all, accepted };
}

test("latency delays the answer", async () => {
  const { text } = await setUpWith({ kind: "latency", ms: 250, times: 1 });
  const start = performance.now();
  await text(ANA);
  expect(performance.now() - start).toBeGreaterThan(230);
});

test("a one-shot strikes once, then the send goes through", async () => {
  const { text, control, accepted } = await setUpWith({ kind: "throttle", times: 1, provider: "meta" });
  const limited = await text(ANA);
  expect([limited.status, limited.json.error.code]).toEqual([429, 130429]);
  expect((await text(ANA)).status).toBe(200);
  expect(await accepted()).toBe(1);
  expect((await control("GET", "faults")).json.faults).toMatchObject([
    { kind: "throttle", hits: 1, spent: true },
  ]);
});

test("each vendor throttles in its own shape", async () => {
  const { evolution, call } = await setUpWith({ kind: "throttle", retryAfterMs: 1_500 });
  const byEvolution = await evolution("POST", `message/sendText/${INSTANCE}`, { number: ANA, text: "x" });
  expect([byEvolution.status, byEvolution.headers.get("retry-after")]).toEqual([429, "2"]);
  const byDiscord = await call("POST", "/discord/api/webhooks/1/t", { content: "x" });
  expect([byDiscord.status, byDiscord.json.retry_after]).toEqual([429, 1.5]);
});

test("a server error accepts nothing", async () => {
  const { text, accepted } = await setUpWith({ kind: "server-error", status: 502 });
  expect((await text(ANA)).status).toBe(502);
  expect(await accepted()).toBe(0);
});

test("any of Meta's codes can be given to one recipient", async () => {
  const { text } = await setUpWith({ kind: "error", code: 131049, recipient: ANA });
  expect((await text(ANA)).json.error.code).toBe(131049);
  expect((await text(BRUNO)).status).toBe(200);
});

test("a timeout before acceptance leaves no trace", async () => {
  const { text, accepted } = await setUpWith({ kind: "timeout-before", ms: 50 });
  await expect(text(ANA)).rejects.toThrow();
  expect(await accepted()).toBe(0);
});

test("a timeout after acceptance is recorded and told, but never answered", async () => {
  const { text, accepted, statuses } = await setUpWith({ kind: "timeout-after", ms: 300 });
  await expect(text(ANA, "Olá", { biz_opaque_callback_data: "send:9" })).rejects.toThrow();
  expect(await accepted()).toBe(1);
  await expect.poll(() => kinds(statuses()).sort()).toEqual(["delivered", "read", "sent"]);
  expect(statuses()[0].biz_opaque_callback_data).toBe("send:9");
});

test("a reset breaks the connection and accepts nothing", async () => {
  const { text, accepted } = await setUpWith({ kind: "reset" });
  await expect(text(ANA)).rejects.toThrow();
  expect(await accepted()).toBe(0);
});

test("connections are refused for a while and then taken again", async () => {
  const { control, text } = await setUp();
  expect((await control("POST", "faults", { kind: "refuse", ms: 300 })).status).toBe(202);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await expect(text(ANA)).rejects.toThrow();
  await expect.poll(async () => (await text(ANA).catch(() => null))?.status, { timeout: 3_000 }).toBe(200);
});

test("statuses are duplicated", async () => {
  const { text, statuses } = await setUpWith({ kind: "duplicate-statuses", copies: 1 });
  await text(ANA);
  await expect
    .poll(() => kinds(statuses()).sort())
    .toEqual(["delivered", "delivered", "read", "read", "sent", "sent"]);
});

test("the delivered status comes late", async () => {
  const { text, statuses } = await setUpWith({ kind: "late-statuses", ms: 500, statuses: ["delivered"] });
  await text(ANA);
  await expect.poll(() => kinds(statuses())).toContain("read");
  expect(kinds(statuses())).not.toContain("delivered");
  await expect.poll(() => kinds(statuses()), { timeout: 3_000 }).toContain("delivered");
});

test("read comes before sent", async () => {
  const { text, statuses } = await setUpWith({ kind: "reordered-statuses" }, { statusDelayMs: 150 });
  await text(ANA);
  await expect.poll(() => kinds(statuses()), { timeout: 3_000 }).toEqual(["read", "delivered", "sent"]);
});

test("a status fails with the code asked for", async () => {
  const { text, statuses, control } = await setUpWith({
    kind: "failed-status",
    code: 131049,
    afterSent: true,
  });
  await text(ANA);
  await expect.poll(() => kinds(statuses())).toEqual(["sent", "failed"]);
  expect(statuses()[1].errors[0].code).toBe(131049);
  expect((await control("GET", "summary")).json.byStatus.failed).toBe(1);
});

test("lost statuses are never told, though the phone has the message", async () => {
  const { text, statuses, control } = await setUpWith({
    kind: "lost-statuses",
    statuses: ["sent", "delivered"],
  });
  await text(ANA);
  await expect.poll(() => kinds(statuses())).toEqual(["read"]);
  expect((await control("GET", "summary")).json).toMatchObject({ byStatus: { read: 1 }, untold: 0 });
});

test("a message whose statuses are all lost is never owed them", async () => {
  const { text, statuses, control } = await setUpWith({ kind: "lost-statuses" });
  await text(ANA);
  const summary = async () => (await control("GET", "summary")).json;
  await expect.poll(async () => (await summary()).byStatus.read).toBe(1);
  expect((await summary()).untold).toBe(0);
  expect(statuses()).toEqual([]);
});

test("statuses arrive before the answer", async () => {
  const { text, statuses } = await setUpWith({ kind: "early-statuses" });
  await text(ANA);
  expect(kinds(statuses()).sort()).toEqual(["delivered", "read", "sent"]);
});

test("a rate strikes its share, and the same seed strikes the same sends", () => {
  const struck = () => {
    const engine = createFaultEngine(7);
    engine.add({ kind: "reset", rate: 0.2 });
    return Array.from({ length: 1_000 }, () => {
      return engine.take({ provider: "meta", sender: "1", recipient: ANA }).broken !== null;
    });
  };
  const first = struck();
  expect(first.filter(Boolean).length).toBeGreaterThan(150);
  expect(first.filter(Boolean).length).toBeLessThan(250);
  expect(struck()).toEqual(first);
});

test("faults are matched by sender, removed one by one and all together", async () => {
  const { control, text } = await setUpWith({ kind: "reset", id: "one", sender: "another" });
  expect((await text(ANA)).status).toBe(200);
  expect((await control("DELETE", "faults/one")).status).toBe(204);
  expect((await control("DELETE", "faults/one")).status).toBe(404);
  await control("POST", "faults", { kind: "reset" });
  await control("DELETE", "faults");
  expect((await control("GET", "faults")).json.faults).toEqual([]);
});

test("a fault that is not known is refused with its reason", async () => {
  const { control } = await setUp();
  expect((await control("POST", "faults", { kind: "earthquake" })).status).toBe(400);
  expect((await control("POST", "faults", { kind: "latency", ms: -1 })).status).toBe(400);
});
