import { join } from "node:path";
import { profiles } from "@nova/pacing";
import { simulateCampaign } from "@nova/pacing/simulate";
import * as z from "zod";
import { demoContacts } from "../../../infra/local/src/demo/demo-contacts.ts";
import { runCampaign } from "../../../infra/local/src/demo/run-campaign.ts";
import { demoPhoneNumberId } from "../../../infra/local/src/stack/seed-demo-tenant.ts";
import { startStack } from "../../../infra/local/src/stack/start-stack.ts";
import type { Scratch } from "../scratch.ts";

const recordPage = z.object({ records: z.array(z.object({ at: z.string() })), next: z.int().nullable() });

/** Seconds from start to the last message, on the whole stack by the sandbox's record, and as simulated. */
export type RealTimes = { real: number; simulated: number };

/** The demo's official number at 80 a second, in wall-clock time with everything running, against its simulation. */
export async function measureReal({ folder, log, onClose }: Scratch, recipients: number): Promise<RealTimes> {
  const stack = await startStack({
    stateDir: join(folder, "stack"),
    sandbox: { STATUS_DELAY_MS: "0" },
    log,
  });
  onClose(stack.stop);
  const contacts = demoContacts(recipients);
  const { startedAt } = await runCampaign(
    {
      clientId: stack.settings.clientId,
      senderId: stack.settings.metaSenderId,
      name: "bench",
      template: { kind: "text", name: "bench", body: "Olá {{name}}" },
      contacts,
    },
    { database: stack.database, publisher: stack.publisher, output: { write: () => {} } },
  );
  const lastAt = await lastAccepted(stack.addresses.sandbox, startedAt);
  await stack.stop();

  const { finishAt } = simulateCampaign({
    kind: "official",
    profile: { ...profiles.official, window: null, ramp: null },
    audience: { inOrder: contacts.map(({ phone }) => phone.slice(2, 4)) },
    startAt: startedAt.getTime(),
  });
  const since = startedAt.getTime();
  return { real: (lastAt - since) / 1_000, simulated: ((finishAt ?? since) - since) / 1_000 };
}

async function lastAccepted(sandboxUrl: string, since: Date): Promise<number> {
  let last = 0;
  for (let from: string | number | null = since.toISOString(); from !== null; ) {
    const query = new URLSearchParams({ since: String(from), sender: demoPhoneNumberId });
    const response: Response = await fetch(`${sandboxUrl}/_sandbox/record?${query}`, {
      signal: AbortSignal.timeout(30_000),
    });
    const page: z.infer<typeof recordPage> = recordPage.parse(await response.json());
    for (const { at } of page.records) last = Math.max(last, Date.parse(at));
    from = page.next;
  }
  return last;
}
