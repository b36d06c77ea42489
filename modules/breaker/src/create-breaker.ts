import { type Alert, announceVerdict, type LinkTo, reasonOf } from "./announce-verdict.ts";
import { decideBreaker, type SenderSignals, type Verdict } from "./decide-breaker.ts";

type Trip = { scope: Verdict["scope"]; id: string; reason: string; seenAt: string };
type Ports = {
  /** Of the sender of a campaign, or of all that have failures. */
  readSignals: (campaignId: string | null) => Promise<SenderSignals[]>;
  /** True for the one caller who paused it. */
  trip: (request: Trip) => Promise<boolean>;
  /** True for the one caller who is to tell people. */
  warnCampaign: (campaignId: string) => Promise<boolean>;
  notify: (alert: Alert) => Promise<void>;
  linkTo: LinkTo;
  /** What a provider's code means, in a sentence. */
  describeCode: (code: string) => string;
  now: () => Date;
  everyMs?: number;
};

const maxKept = 1_000;

/**
 * Looks at what became of the latest sends and pauses what fails too often, until a person resumes it. Many instances may
 * look at one moment: one of them pauses, and tells people once.
 */
export function createBreaker(ports: Ports) {
  const { readSignals, trip, warnCampaign, notify, linkTo, describeCode, now, everyMs = 1_000 } = ports;
  const lookedAt = new Map<string, number>();

  async function lookAt(campaignId: string | null): Promise<void> {
    for (const sender of await readSignals(campaignId)) {
      for (const verdict of decideBreaker(sender)) await act(verdict, sender);
    }
  }

  async function act(verdict: Verdict, { seenAt, campaigns }: SenderSignals): Promise<void> {
    const { kind, scope, id } = verdict;
    const isMine =
      kind === "warn" ? await warnCampaign(id) : await trip({ scope, id, reason: reasonOf(verdict), seenAt });
    const name = campaigns.find(({ campaignId }) => campaignId === id)?.name ?? null;
    if (isMine) await notify(announceVerdict(verdict, name, describeCode, linkTo));
  }

  return {
    /** After a failure: at most once a second per campaign; what comes in between is seen by the next, or by the dispatcher. */
    look: async (campaignId: string): Promise<void> => {
      const at = now().getTime();
      const last = lookedAt.get(campaignId) ?? Number.NEGATIVE_INFINITY;
      if (at - last < everyMs && at >= last) return;
      if (lookedAt.size >= maxKept) lookedAt.clear();
      lookedAt.set(campaignId, at);
      await lookAt(campaignId);
    },
    /** Every sender that has failures. */
    lookAtAll: (): Promise<void> => lookAt(null),
  };
}

export type Breaker = ReturnType<typeof createBreaker>;
