import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "../stack/start-stack.ts";
import type { FaultStack } from "./open-fault-stack.ts";

type Edit = { file: string; guard: string; without: string };

/** A guard of the ledger, taken out by hand, and the cells that must then fail. */
export type Mutation = {
  name: string;
  about: string;
  edits: Edit[];
  statements?: string[];
  caughtBy: string[];
};

/** What keeps the promise, guard by guard. A matrix that passes without one of them proves nothing. */
export const mutations: Mutation[] = [
  {
    name: "fence-of-claims",
    about: "a second attempt may claim what the first is sending",
    edits: [
      {
        file: "claim_send.sql",
        guard: "elsif v_send.status <> 'queued' and not (v_send.status = 'pending' and not v_planned) then",
        without: "elsif false then",
      },
    ],
    caughtBy: ["broker → push to whatsapp-worker: delivered twice"],
  },
  {
    name: "fence-of-outcomes",
    about: "an outcome is written over whatever has become of the send",
    edits: [
      {
        file: "settle_send.sql",
        guard:
          "where a.id = p_attempt_id and (a.outcome is null or (a.outcome = 'unconfirmed' and v_kind <> 'unconfirmed'));",
        without: "where a.id = p_attempt_id;",
      },
      {
        file: "settle_send.sql",
        guard: "elsif v_send.attempt_id = p_attempt_id and v_send.status in ('sending', 'unconfirmed') then",
        without: "elsif true then",
      },
    ],
    caughtBy: ["whatsapp-worker → settle_send: 10 s late"],
  },
  {
    name: "lease",
    about: "a send whose worker is gone is sent again",
    edits: [
      {
        file: "sweep_sends.sql",
        guard: "set status = 'unconfirmed', reason = 'worker-lost', lease_until = null",
        without: "set status = 'pending', reason = 'worker-lost', lease_until = null",
      },
    ],
    caughtBy: ["statuses of Meta: after the lease"],
  },
  {
    name: "dedupe-key",
    about: "a campaign that is started again writes its rows again",
    edits: startedAgain(),
    statements: ["alter table public.sends drop constraint a_send_happens_once"],
    caughtBy: ["campaign: started twice"],
  },
  {
    name: "parked-statuses",
    about: "a status that comes before its send is settled is dropped",
    edits: [
      {
        file: "app_apply_status.sql",
        guard: "values (p_sender_id, p_external_id, p_status, p_at, p_code, p_title)",
        without: "select p_sender_id, p_external_id, p_status, p_at, p_code, p_title where false",
      },
    ],
    caughtBy: ["statuses of Evolution: before the answer"],
  },
];

/** Everything but the key itself that keeps a start from happening twice: with the key in place nothing may come of it. */
export const onlyTheKey: Mutation = {
  name: "only-the-dedupe-key",
  about: "a campaign may start again; the key alone stops its rows",
  edits: startedAgain(),
  caughtBy: [],
};

/** Takes the guard out of one stack's database; throws when the text of the function has moved on. */
export async function mutate(
  { pool }: Pick<FaultStack, "pool">,
  { name, edits, statements = [] }: Mutation,
): Promise<void> {
  const files = Map.groupBy(edits, ({ file }) => file);
  for (const [file, own] of files) {
    let sql = await readFile(join(root, "database", "functions", file), "utf8");
    for (const { guard, without } of own) {
      if (sql.split(guard).length !== 2)
        throw new Error(`${name}: ${file} does not have this once: ${guard}`);
      sql = sql.replace(guard, () => without);
    }
    await pool.query(sql);
  }
  for (const statement of statements) await pool.query(statement);
}

function startedAgain(): Edit[] {
  const file = "start_campaign.sql";
  return [
    {
      file,
      guard: "elsif v_campaign.status not in ('draft', 'scheduled') then",
      without: "elsif false then",
    },
    {
      file,
      guard: "values (p_campaign_id, p_client_id, v_counts.total, v_counts.waiting, v_counts.skipped);",
      without:
        "select p_campaign_id, p_client_id, v_counts.total, v_counts.waiting, v_counts.skipped on conflict do nothing;",
    },
  ];
}
