import { setTimeout as sleep } from "node:timers/promises";
import { AppError } from "@nova/error-handler";
import type { PlatformImports } from "@nova/supabase-client";
import { afterAll, beforeAll, expect, test } from "vitest";
import { receiveImport } from "../src/receive-import.ts";
import { header, openImports, people } from "./import-client.ts";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

const untouched = { contacts: 0, aliases: 0, members: 0, lists: 0 };
const rowCount = 250;
const limits = { fileBytes: 1e9, rows: 1e6 };
type Step = "begin" | "stage" | "noteProgress" | "apply" | "fail";

/** A process that dies at one of its calls: before it is made, or before its answer comes. Nothing follows. */
function dying(imports: PlatformImports, at: number, after: boolean) {
  const calls: Step[] = [];
  const wrap =
    <A extends unknown[], R>(step: Step, call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      calls.push(step);
      if (calls.length > at + 1 || (calls.length === at + 1 && !after))
        return Promise.reject(new Error("dead"));
      const result = await call(...args);
      return calls.length === at + 1 ? Promise.reject(new Error("dead")) : result;
    };
  const ports = {
    begin: wrap("begin", imports.begin),
    stage: wrap("stage", imports.stage),
    noteProgress: wrap("noteProgress", imports.noteProgress),
    apply: wrap("apply", imports.apply),
    fail: wrap("fail", imports.fail),
  };
  return { ports, calls };
}

async function* bytesOf(text: string) {
  yield Buffer.from(text);
}

test.each(Array.from({ length: 6 }, (_, at) => [false, true].map((after) => ({ at, after }))).flat())(
  "killed at call $at (answered: $after), an import has changed nothing or all, and can be sent again",
  async ({ at, after }) => {
    const { clientId, owner, create, send, read, counts } = await openImports(api);
    const { id } = await create();
    const { ports, calls } = dying(api.nova.platformImports, at, after);
    const attempt = { actor: owner.id, clientId, importId: id, attemptId: crypto.randomUUID() };
    const text = header + people(rowCount);
    const options = { imports: ports, stream: bytesOf(text), attempt, limits, batchRows: 100 };
    await expect(receiveImport(options)).rejects.toThrow("dead");
    expect(calls.slice(0, 6)).toEqual(
      ["begin", "stage", "stage", "stage", "noteProgress", "apply"]
        .slice(0, at + 1)
        .concat(calls.slice(at + 1, 6)),
    );

    if (at === 5 && after) {
      expect(await read(id)).toMatchObject({ status: "done", added: rowCount });
      expect(await counts()).toMatchObject({ contacts: rowCount, members: rowCount, staged: 0 });
      return;
    }
    expect(await counts()).toMatchObject(untouched);
    if (at > 0 || after) expect((await send(id, text)).body.code).toBe("import.running");
    await api.moveClock(150_000);
    if (at > 0 || after)
      expect(await read(id)).toMatchObject({ status: "failed", problem: { code: "import.interrupted" } });
    const again = await send(id, text);
    expect([again.status, again.body]).toMatchObject([
      200,
      { status: "done", added: rowCount, rows: rowCount },
    ]);
    expect(await counts()).toMatchObject({ contacts: rowCount, members: rowCount, staged: 0 });
  },
);

test("an answer that was lost is asked for again, and counts once", async () => {
  const { clientId, owner, create, counts } = await openImports(api);
  const { id } = await create();
  const { platformImports: imports } = api.nova;
  const lost = new Set<string>();
  const losing =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const result = await call(...args);
      const key = JSON.stringify(args);
      if (lost.has(key)) return result;
      lost.add(key);
      throw new Error("answer lost");
    };
  const ports = {
    begin: losing(imports.begin),
    stage: losing(imports.stage),
    noteProgress: losing(imports.noteProgress),
    apply: losing(imports.apply),
    fail: losing(imports.fail),
  };
  const attempt = { actor: owner.id, clientId, importId: id, attemptId: crypto.randomUUID() };
  const text = `${header}${people(150)}12;x;y\n`;
  const done = await receiveImport({
    imports: ports,
    stream: bytesOf(text),
    attempt,
    limits,
    batchRows: 60,
  });
  expect(done).toMatchObject({ status: "done", added: 150, refused: 1 });
  expect(await counts()).toMatchObject({ contacts: 150, members: 150 });
});

test.each([
  ["twice, and then goes through", 2],
  ["each time", 3],
])("applying that takes longer than a statement may, %s, leaves all or nothing", async (_name, slow) => {
  const { clientId, owner, create, read, send, counts } = await openImports(api);
  const { id } = await create();
  const { platformImports } = api.nova;
  let asked = 0;
  const apply: typeof platformImports.apply = async (attempt) => {
    if (++asked <= slow) throw new AppError("database.57014", "canceling statement", { retry: "safe" });
    return platformImports.apply(attempt);
  };
  const attempt = { actor: owner.id, clientId, importId: id, attemptId: crypto.randomUUID() };
  const given = { imports: { ...platformImports, apply }, attempt, limits, batchRows: 40 };
  const done = await settled(receiveImport({ ...given, stream: bytesOf(header + people(100)) }));
  if (slow < 3) {
    expect(done).toMatchObject({ status: "done", added: 100 });
    return expect(await counts()).toMatchObject({ contacts: 100, members: 100, staged: 0 });
  }
  expect(done).toMatchObject({ code: "database.57014" });
  expect(await read(id)).toMatchObject({ status: "failed", problem: { code: "service.unavailable" } });
  expect(await counts()).toMatchObject({ ...untouched, staged: 0 });
  expect((await send(id, header + people(100))).body).toMatchObject({ status: "done", added: 100 });
});

const settled = <T>(work: Promise<T>): Promise<unknown> => work.catch((thrown: unknown) => thrown);

test("whoever was away for too long stages and applies nothing more, before another takes over and after", async () => {
  const { clientId, owner, create, send, counts } = await openImports(api);
  const { id } = await create();
  const { platformImports: imports } = api.nova;
  const attempt = { actor: owner.id, clientId, importId: id, attemptId: crypto.randomUUID() };
  const progress = { bytesRead: 1, totals: { rows: 1, ready: 1 }, headers: [] };
  const batch = { rows: [{ phone: "5511977770000", variables: {} }], refused: [], progress };
  const late = async () => {
    for (const call of [
      () => imports.stage(attempt, { rowsBefore: 1, ...batch }),
      () => imports.noteProgress(attempt, 1, true),
      () => imports.apply(attempt),
    ])
      await expect(call()).rejects.toMatchObject({ context: { hint: "import.lease-lost" } });
  };
  await imports.begin(attempt, undefined);
  await imports.stage(attempt, { rowsBefore: 0, ...batch });
  await api.moveClock(31_000);
  await late();
  expect((await send(id, header + people(5))).body.status).toBe("done");
  await late();
  expect((await imports.fail(attempt, { code: "x" })).status).toBe("done");
  expect(await counts()).toMatchObject({ contacts: 5, members: 5, staged: 0 });
});

test("a file with more rows than can be applied at once is refused, and nothing of it stays", async () => {
  const { clientId, owner, create, read, counts } = await openImports(api);
  const { id } = await create();
  const attempt = { actor: owner.id, clientId, importId: id, attemptId: crypto.randomUUID() };
  const given = {
    imports: api.nova.platformImports,
    stream: bytesOf(header + people(150)),
    attempt,
    batchRows: 40,
  };
  const reading = receiveImport({ ...given, limits: { ...limits, rows: 149 } });
  await expect(reading).rejects.toMatchObject({ code: "contacts.too_many_rows" });
  expect(await read(id)).toMatchObject({ status: "failed", problem: { code: "contacts.too_many_rows" } });
  expect(await counts()).toMatchObject({ ...untouched, staged: 0 });
});

/** Gives its first rows, then waits to be let go on. */
function held(first: string, rest = "") {
  const { promise, resolve } = Promise.withResolvers<void>();
  async function* pieces() {
    yield first;
    await promise;
    yield rest;
  }
  return { pieces: pieces(), goOn: () => resolve() };
}

test("a connection that is cut in the middle leaves nothing, says so, and the file can be sent again", async () => {
  const { create, send, stream, read, counts } = await openImports(api);
  const { id } = await create();
  const { pieces, goOn } = held(header + people(3_000));
  const upload = stream(id, pieces);
  upload.answer.catch(() => {});
  await expect.poll(async () => (await read(id)).rows, { timeout: 20_000 }).toBeGreaterThan(0);
  expect(await counts()).toMatchObject(untouched);
  upload.cut();
  await expect.poll(async () => (await read(id)).status, { timeout: 20_000 }).toBe("failed");
  goOn();
  expect((await read(id)).problem).toMatchObject({ code: "request.aborted", title: "Pedido interrompido" });
  expect(await counts()).toMatchObject({ ...untouched, staged: 0 });
  expect((await send(id, header + people(10))).body).toMatchObject({ status: "done", added: 10 });
});

test("cancelled while it is read, an import stops and leaves nothing", async () => {
  const { ask, create, send, stream, read, counts } = await openImports(api);
  const { id } = await create();
  const { pieces, goOn } = held(header + people(3_000), people(10, 5_000));
  const upload = stream(id, pieces);
  await expect.poll(async () => (await read(id)).rows, { timeout: 20_000 }).toBeGreaterThan(0);
  expect((await ask("post", `/imports/${id}/cancel`)).body.status).toBe("cancelled");
  expect(await counts()).toMatchObject({ ...untouched, staged: 0 });
  const answer = await upload.answer;
  expect([answer.status, await answer.json()]).toMatchObject([409, { code: "import.cancelled" }]);
  goOn();
  expect(await read(id)).toMatchObject({ status: "cancelled", problem: null });
  expect((await send(id, header + people(1))).body.code).toBe("import.cancelled");
  expect(await counts()).toMatchObject({ ...untouched, staged: 0 });
});

test("what is applied can no longer be cancelled", async () => {
  const { ask, create, send } = await openImports(api);
  const { id } = await create();
  await send(id, header + people(1));
  const { status, body } = await ask("post", `/imports/${id}/cancel`);
  expect([status, body.code]).toEqual([409, "import.done"]);
});

test("cancel and apply at one moment: one of them wins, and the other is told", async () => {
  const { ask, create, send, counts } = await openImports(api);
  for (let round = 0; round < 6; round++) {
    const before = await counts();
    const { id } = await create();
    const sending = send(id, header + people(200, 1_000 * round));
    await sleep(round * 15);
    const [sent, cancelled] = await Promise.all([sending, ask("post", `/imports/${id}/cancel`)]);
    const ends = [sent.body.code ?? sent.body.status, cancelled.body.code ?? cancelled.body.status];
    expect([
      ["done", "import.done"],
      ["import.cancelled", "cancelled"],
    ]).toContainEqual(ends);
    expect((await counts()).contacts - before.contacts).toBe(ends[0] === "done" ? 200 : 0);
  }
});

test("progress is told on the tenant's channel: at most twice a second, its end always", async () => {
  const { clientId, create, stream } = await openImports(api);
  const { id } = await create();
  async function* slowly() {
    yield header;
    for (let part = 0; part < 12; part++) {
      yield people(400, part * 400);
      await sleep(120);
    }
  }
  expect((await stream(id, slowly()).answer).status).toBe(200);
  const { rows } = await api.pool.query(
    "select payload, inserted_at, private from realtime.messages where topic = $1 and event = 'import-progress' order by seq",
    [`client:${clientId}`],
  );
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.at(-1).payload).toMatchObject({ id, status: "done", added: 4_800 });
  const told = rows.slice(0, -1);
  for (const [index, { payload, inserted_at: at, private: isPrivate }] of told.entries()) {
    expect(isPrivate).toBe(true);
    const last = told[index - 1];
    if (!last) continue;
    expect(at - last.inserted_at).toBeGreaterThanOrEqual(450);
    expect(payload.bytesRead).toBeGreaterThanOrEqual(last.payload.bytesRead);
  }
});
