import { attempt } from "@nova/error-handler";
import type { Delivery, Ingested, Webhooks } from "@nova/supabase-client";

type Waiting = {
  delivery: Delivery;
  resolve: (ingested: Ingested) => void;
  reject: (error: Error) => void;
};

/** Below PostgreSQL's 64 open subtransactions, beyond which every snapshot of the server gets slower. */
const maxBodies = 50;
const maxCharacters = 1_000_000;
/** One that takes longer holds up nobody: others go beside it, up to so many. */
const patienceMs = 100;
const mostBeside = 4;

/**
 * Stores webhooks that hold statuses only together, as many as came while the last ones were stored: under load a
 * transaction for dozens, at rest one for each, and nobody waits for company. What one body breaks, each is tried alone.
 */
export function createGatherIngests({ ingest, ingestMany }: Pick<Webhooks, "ingest" | "ingestMany">) {
  const waiting = new Map<string, Waiting[]>();
  let isFresh = false;
  let open = 0;

  function next(): void {
    const [first] = waiting;
    if (first === undefined || isFresh || open >= mostBeside) return;
    const [provider, queue] = first;
    const batch = takeFrom(queue);
    waiting.delete(provider); // and behind the other provider, so that each has its turn
    if (queue.length > 0) waiting.set(provider, queue);

    isFresh = true;
    open++;
    let isMine = true;
    const letOthersGo = () => {
      if (isMine) isFresh = false;
      isMine = false;
    };
    const timer = setTimeout(() => {
      letOthersGo();
      next();
    }, patienceMs);
    void store(provider, batch).finally(() => {
      clearTimeout(timer);
      letOthersGo();
      open--;
      next();
    });
  }

  async function store(provider: string, batch: Waiting[]): Promise<void> {
    if (batch.length > 1) {
      const many = await attempt(() =>
        ingestMany(
          provider,
          batch.map(({ delivery }) => delivery),
        ),
      );
      if (many.ok) {
        for (const [index, one] of many.value.entries()) batch[index]?.resolve(one);
        return;
      }
      if (many.error.retry !== "never") {
        for (const { reject } of batch) reject(many.error);
        return;
      }
    }
    await Promise.all(batch.map(({ delivery, resolve, reject }) => ingest(delivery).then(resolve, reject)));
  }

  return function gatheredIngest(delivery: Delivery): Promise<Ingested> {
    if (!holdsStatusesOnly(delivery)) return ingest(delivery);
    return new Promise((resolve, reject) => {
      const queue = waiting.get(delivery.provider) ?? [];
      waiting.set(delivery.provider, queue);
      queue.push({ delivery, resolve, reject });
      next();
    });
  };
}

function takeFrom(queue: Waiting[]): Waiting[] {
  let characters = 0;
  const count = queue.findIndex(({ delivery }, index) => {
    characters += delivery.body.length;
    return index > 0 && (index === maxBodies || characters > maxCharacters);
  });
  return queue.splice(0, count < 0 ? queue.length : count);
}

/** The rest closes the send gate, or takes its time: it goes alone. */
function holdsStatusesOnly({ groups }: Delivery): boolean {
  return (
    groups.some(({ statuses }) => statuses.length > 0) &&
    groups.every(
      ({ optOuts, optIns, senderState, templateStatuses, replies = [], messages = [], changes = [] }) =>
        [optOuts, optIns, templateStatuses, replies, messages, changes].every(({ length }) => length === 0) &&
        senderState === undefined,
    )
  );
}
