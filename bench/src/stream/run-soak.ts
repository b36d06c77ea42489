import { type Row, toRow } from "../rows.ts";
import type { Scratch } from "../scratch.ts";
import { auditStream } from "./audit-stream.ts";
import { readPace } from "./read-pace.ts";
import { type Stream, startStream } from "./start-stream.ts";
import { type Sample, services, watchStream } from "./watch-stream.ts";

const perSecond = 80;

/** Many minutes of 80 messages and 240 statuses a second: memory, tables, and whether anything was lost. */
export async function runSoak(scratch: Scratch, { minutes = 10 } = {}): Promise<Row[]> {
  const stream = await startStream(scratch, Math.ceil(minutes * 60 * perSecond));
  const samples = await watchStream(scratch, stream);
  const pace = await readPace(stream);
  const audit = await auditStream(stream);
  return [
    toRow("soak/rate", "sends/s", pace.perSecond, perSecond),
    ...services.flatMap((name) => memoryRows(name, samples[name])),
    ...(await tableRows(stream)),
    toRow("soak/told-read", "sends", audit.delivered, audit.recipients),
    toRow("soak/failed", "sends", audit.failed),
    toRow("soak/unconfirmed", "sends", audit.unconfirmed),
    toRow("soak/lost", "sends", audit.lost),
    toRow("soak/duplicated", "sends", audit.duplicated),
    toRow("soak/disagreeing", "sends", audit.disagreeing.length),
  ];
}

/** The middle of each minute against the first one, and how fast it grows after that. */
function memoryRows(service: string, samples: Sample[]): Row[] {
  const start = samples[0]?.atMs ?? 0;
  const byMinute = Map.groupBy(samples, ({ atMs }) => Math.floor((atMs - start) / 60_000));
  const minutes = [...byMinute].map(([minute, of]) => ({ minute, mb: middle(of.map(({ rssMb }) => rssMb)) }));
  const first = minutes[0]?.mb ?? Number.NaN;
  return [
    ...minutes.map(({ minute, mb }) =>
      toRow(`soak/${service}/rss-minute-${minute + 1}`, "MB", mb, minute === 0 ? null : first),
    ),
    toRow(`soak/${service}/rss-slope`, "MB/minute", slope(minutes.slice(1))),
  ];
}

function middle(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** By least squares; the first minute, in which code is compiled and buffers find their size, is left out. */
function slope(points: { minute: number; mb: number }[]): number {
  if (points.length < 2) return 0;
  const mean = (of: (point: { minute: number; mb: number }) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [x, y] = [mean(({ minute }) => minute), mean(({ mb }) => mb)];
  return (
    points.reduce((sum, { minute, mb }) => sum + (minute - x) * (mb - y), 0) /
    points.reduce((sum, { minute }) => sum + (minute - x) ** 2, 0)
  );
}

/** Dead rows as autovacuum has left them, against living ones, and what a send costs on disk. */
async function tableRows({ client, recipients }: Stream): Promise<Row[]> {
  await client.query("select pg_stat_force_next_flush()");
  const { rows } = await client.query<{ name: string; dead: number; live: number; bytes: number }>(
    `select t.relname as name, t.n_dead_tup::int as dead, t.n_live_tup::int as live, pg_total_relation_size(t.relid)::float8 as bytes
     from pg_stat_user_tables t
     where t.schemaname = 'public' and t.relname in ('sends', 'send_attempts', 'webhook_events', 'campaign_progress_deltas', 'sender_states')
     order by t.relname`,
  );
  return rows.flatMap(({ name, dead, live, bytes }) => [
    toRow(`soak/${name}/dead-rows`, "rows", dead, live),
    toRow(`soak/${name}/size`, "bytes/send", bytes / recipients),
  ]);
}
