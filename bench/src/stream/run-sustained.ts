import { type Row, toRow } from "../rows.ts";
import type { Scratch } from "../scratch.ts";
import { auditStream } from "./audit-stream.ts";
import { readPace } from "./read-pace.ts";
import { startStream } from "./start-stream.ts";
import { type Sample, watchStream } from "./watch-stream.ts";

const perSecond = 80;
/** What the rows are held against. */
const goals = { rssMb: 150, cores: 0.25 };

/** 80 messages a second from one official number by one worker on the whole stack; `against` is the goal. */
export async function runSustained(scratch: Scratch, { seconds = 90 } = {}): Promise<Row[]> {
  const stream = await startStream(scratch, seconds * perSecond);
  const samples = await watchStream(scratch, stream);
  const pace = await readPace(stream);
  const audit = await auditStream(stream);
  const within = ({ atMs }: Sample) => atMs >= pace.from.getTime() && atMs <= pace.until.getTime();
  const worker = samples["whatsapp-worker"].filter(within);
  const webhook = samples["whatsapp-webhook"].filter(within);
  return [
    toRow("sustained/rate", "sends/s", pace.perSecond, perSecond),
    toRow("sustained/late-p50", "s", pace.p50),
    toRow("sustained/late-p95", "s", pace.p95),
    toRow("sustained/late-p99", "s", pace.p99),
    toRow("sustained/worker/rss-peak", "MB", peak(worker), goals.rssMb),
    toRow("sustained/worker/cpu", "cores", cores(worker), goals.cores),
    toRow("sustained/webhook/rss-peak", "MB", peak(webhook)),
    toRow("sustained/webhook/cpu", "cores", cores(webhook)),
    toRow("sustained/told-read", "sends", audit.delivered, audit.recipients),
    toRow("sustained/lost-or-duplicated", "sends", audit.lost + audit.duplicated),
  ];
}

function peak(samples: Sample[]): number {
  return Math.max(...samples.map(({ rssMb }) => rssMb));
}

function cores(samples: Sample[]): number {
  const [first, last] = [samples[0], samples.at(-1)];
  return first && last ? (last.cpuMs - first.cpuMs) / (last.atMs - first.atMs) : Number.NaN;
}
