import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { makePeople, type Person } from "../infrastructure/make-people.ts";
import { cpuMs, rssMb } from "../infrastructure/process-usage.ts";
import { startDatabase } from "../infrastructure/start-database.ts";
import { type Service, startService } from "../infrastructure/start-service.ts";
import { type Row, toRow } from "../rows.ts";
import type { Scratch } from "../scratch.ts";
import { contactFile, mapping } from "./contact-file.ts";
import { insertBare } from "./insert-bare.ts";

const importSchema = z.object({
  id: z.uuid(),
  status: z.string(),
  bytesRead: z.int(),
  added: z.int().nullable(),
});

/** The second is the most rows that an import may have. */
const usualSizes = [100_000, 200_000];

/** A list of contacts uploaded, read and applied by platform-api as it is deployed, against the same rows inserted bare. */
export async function runImport(scratch: Scratch, { sizes = usualSizes } = {}): Promise<Row[]> {
  scratch.log("starting PostgreSQL, gateway and platform-api");
  const database = await startDatabase(scratch);
  const service = await startService(scratch, database, "platform-api");
  const [person] = await makePeople(database, 1);
  if (!person) throw new Error("there is nobody to upload it");
  await upload(service, person, 2_000, 0); // code is compiled, connections are open
  const restMb = rssMb(service.pid);

  const rows: Row[] = [];
  let first = 1_000_000;
  for (const size of sizes) {
    scratch.log(`uploading ${size} rows`);
    const watch = watchProcess(service.pid);
    const cpuBefore = cpuMs(service.pid);
    const done = await upload(service, person, size, first);
    const cpu = cpuMs(service.pid) - cpuBefore;
    const peakMb = await watch.stop();
    scratch.log("the same rows bare");
    const bareMs = await insertBare(database.client, person.clientId, size, first);
    first += size;
    const name = `import/${size}`;
    rows.push(
      toRow(`${name}/total`, "s", done.totalMs / 1_000, bareMs / 1_000),
      toRow(`${name}/rate`, "rows/s", (size / done.totalMs) * 1_000, (size / bareMs) * 1_000),
      toRow(`${name}/apply`, "s", done.applyMs / 1_000, bareMs / 1_000),
      toRow(`${name}/file`, "MB", done.bytes / 2 ** 20),
      toRow(`${name}/rss-peak`, "MB", peakMb, restMb),
      toRow(`${name}/cpu`, "s", cpu / 1_000),
    );
  }
  return rows;
}

/** Uploads a file; `applyMs` is from the end of the file to the answer. */
async function upload({ port }: Service, { clientId, token }: Person, rows: number, first: number) {
  const base = `http://127.0.0.1:${port}/v1/clients/${clientId}/imports`;
  async function ask(method: string, path: string, type: string, body: string | ReadableStream) {
    const headers = { authorization: `Bearer ${token}`, "content-type": type };
    const answer = await fetch(base + path, { method, headers, body, ...{ duplex: "half" } });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return importSchema.parse(await answer.json());
  }
  const given = { name: "bench.csv", listName: randomUUID(), mapping };
  const { id } = await ask("POST", "", "application/json", JSON.stringify(given));
  const startedAt = performance.now();
  let readAt = startedAt;
  const file = contactFile(rows, first, () => {
    readAt = performance.now();
  });
  const done = await ask("PUT", `/${id}/file`, "application/octet-stream", ReadableStream.from(file));
  if (done.added !== rows) throw new Error(`${done.added} of ${rows} were added`);
  const now = performance.now();
  return { totalMs: now - startedAt, applyMs: now - readAt, bytes: done.bytesRead };
}

/** The most memory that a process holds, looked at ten times a second. */
function watchProcess(pid: number) {
  const stopping = new AbortController();
  const watching = (async () => {
    let most = 0;
    while (!stopping.signal.aborted) {
      most = Math.max(most, rssMb(pid));
      await sleep(100);
    }
    return most;
  })();
  return {
    stop: () => {
      stopping.abort();
      return watching;
    },
  };
}
