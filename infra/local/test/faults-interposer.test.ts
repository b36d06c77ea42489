import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Call, Caller } from "../src/faults/await-points.ts";
import { awaitPoints, recognise } from "../src/faults/await-points.ts";
import { matrix } from "../src/faults/cells.ts";
import { type Fault, faults } from "../src/faults/fault.ts";
import { type Listener, listen } from "../src/faults/http-carrier.ts";
import { createInterposer } from "../src/faults/interposer.ts";
import { mutations } from "../src/faults/mutations.ts";
import { titleOf } from "../src/faults/print-cells.ts";

const call = (by: Caller, path: string, change: Partial<Call> = {}): Call => ({
  by,
  instance: by,
  to: "outside",
  method: "POST",
  path,
  agent: "node",
  body: "{}",
  ...change,
});

describe("the list of await points", () => {
  test("knows a call of the send path, and tells a task that comes due from the service that made it", () => {
    const path = "/v1/projects/nova-local/topics/whatsapp-send:publish";
    expect(recognise(call("whatsapp-worker", "/rest/v1/rpc/claim_send"))).toMatchObject({
      name: "whatsapp-worker → claim_send",
    });
    expect(recognise(call("whatsapp-worker", path))).toMatchObject({ by: "whatsapp-worker" });
    expect(recognise(call("whatsapp-worker", path, { agent: "Google-Cloud-Tasks" }))).toMatchObject({
      by: "broker",
    });
  });

  test("does not know a function that nobody has listed, nor a known one called by another service", () => {
    expect(recognise(call("whatsapp-worker", "/rest/v1/rpc/brand_new"))).toBeUndefined();
    expect(recognise(call("whatsapp-dispatcher", "/rest/v1/rpc/claim_send"))).toBeUndefined();
  });

  test("is crossed with every fault, but for repeats that no network makes", () => {
    const titles = new Set(matrix.map(titleOf));
    const missing = awaitPoints.flatMap(({ name }) =>
      faults.filter((fault) => !titles.has(`${name}: ${fault}`)).map((fault) => `${name}: ${fault}`),
    );
    expect(missing).toEqual([
      "whatsapp-worker → send by Meta: delivered twice",
      "whatsapp-worker → send by Evolution: delivered twice",
    ]);
    expect(titles.size).toBe(matrix.length);
    expect(mutations.flatMap(({ caughtBy }) => caughtBy).filter((title) => !titles.has(title))).toEqual([]);
  });
});

describe("a call between two processes", () => {
  let arrived: string[] = [];
  const killed: string[] = [];
  let upstream: Listener;
  const opened: { close: () => Promise<void> }[] = [];
  const attempt = "11111111-1111-4111-8111-111111111111";
  beforeEach(() => {
    arrived = [];
    killed.length = 0;
  });
  afterAll(async () => {
    for (const one of opened) await one.close();
  });

  /** A worker's door to a database that grants every claim. */
  async function open(fault?: Fault, share = 1) {
    upstream = await listen(async ({ path }) => {
      arrived.push(path);
      await sleep(20);
      return { status: 200, headers: {}, body: Buffer.from('{"kind":"granted"}') };
    });
    const interposer = createInterposer({ lateMs: 300, kill: async (name) => void killed.push(name) });
    opened.push(upstream, interposer);
    interposer.reset(() => 0.1);
    if (fault)
      interposer.rules.add({ point: "whatsapp-worker → claim_send", fault, skip: 0, times: 1, share });
    const url = await interposer.open({
      by: "whatsapp-worker",
      instance: "whatsapp-worker-2",
      to: "outside",
      upstream: () => upstream.url,
    });
    const ask = async (name = "claim_send") => {
      const body = JSON.stringify({ p_attempt_id: attempt });
      const answer = await fetch(`${url}/rest/v1/rpc/${name}`, { method: "POST", body }).catch(
        () => undefined,
      );
      return answer?.status;
    };
    /** Sends the request whole, and is gone before an answer can come. */
    const askAndDie = async () => {
      const body = JSON.stringify({ p_attempt_id: attempt });
      const socket = connect(Number(new URL(url).port), "127.0.0.1");
      await once(socket, "connect");
      const head = `POST /rest/v1/rpc/claim_send HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n`;
      await new Promise<void>((resolve) => socket.write(head + body, () => resolve()));
      socket.destroy();
    };
    return { interposer, ask, askAndDie };
  }

  test.each<[Fault, number | undefined, number, string[]]>([
    ["killed before", undefined, 0, ["whatsapp-worker-2"]],
    ["killed after", undefined, 1, ["whatsapp-worker-2"]],
    ["answer lost", undefined, 1, []],
    ["delivered twice", 200, 2, []],
    ["out of order", 200, 1, []],
    ["10 s late", 200, 1, []],
  ])("%s", async (fault, status, arrivals, dead) => {
    const { ask } = await open(fault);
    expect(await ask()).toBe(status);
    expect(arrived).toHaveLength(arrivals);
    expect(killed).toEqual(dead);
    expect(await ask()).toBe(200); // it strikes as often as asked for, and no more
  });

  test("of a process that died with it on the wire was under way when it died", async () => {
    const { interposer, askAndDie } = await open();
    await askAndDie();
    await vi.waitFor(() => expect(interposer.mourned()).toEqual([attempt]));
    expect(arrived).toHaveLength(1);
  });

  test("that nobody has listed goes through, and is remembered", async () => {
    const { interposer, ask } = await open();
    expect(await ask("brand_new")).toBe(200);
    expect([...interposer.unknown]).toEqual(["whatsapp-worker → POST /rest/v1/rpc/brand_new"]);
  });

  test("counts as lost with its process only while its outcome is not recorded", async () => {
    const first = await open();
    await first.ask();
    first.interposer.mourn("whatsapp-worker");
    expect(first.interposer.mourned()).toEqual([]); // another process died
    first.interposer.mourn("whatsapp-worker-2");
    expect(first.interposer.mourned()).toEqual([attempt]);
    const second = await open();
    await second.ask();
    await second.ask("settle_send");
    second.interposer.mourn(undefined);
    expect(second.interposer.mourned()).toEqual([]);
  });
});
