import { randomUUID } from "node:crypto";
import type { Person } from "../infrastructure/make-people.ts";
import type { Seeded } from "./seed-api.ts";

export type ApiCase = {
  name: string;
  /** How many requests a round has, and how many are on their way at a time. */
  perRound: number;
  inFlight: number;
  method: "GET" | "POST";
  path: string;
  body?: () => unknown;
  /** The SQL that the operation stands on, as it is called for this person. */
  calls: (person: Person) => [string, Record<string, unknown>][];
};

/** What people do all day, each with the SQL calls that it needs. */
export function apiCases({
  clientId,
  senderId,
  listId,
  runningId,
  draftId,
  waitingSendId,
}: Seeded): ApiCase[] {
  const base = `/v1/clients/${clientId}`;
  const of = ({ userId }: Person) => ({ p_actor: userId, p_client_id: clientId });
  const running = (person: Person) => ({ ...of(person), p_campaign_id: runningId });
  const draft = (person: Person) => ({ ...of(person), p_campaign_id: draftId });
  const audience = (person: Person) => ({
    ...of(person),
    ...{ p_list_id: listId, p_sender_id: senderId, p_needed: ["name"], p_samples: 200 },
  });
  const recipients = (filter: object, after: string | null) => (person: Person) =>
    [
      [
        "list_recipients",
        { ...running(person), p_filter: { ...filter, explain: true }, p_after: after, p_limit: 50 },
      ],
    ] satisfies [string, Record<string, unknown>][];
  const page = `${base}/campaigns/${runningId}/recipients?limit=50`;
  const middle = `50000:${"0".repeat(8)}-0000-4000-8000-${"0".repeat(12)}`;
  const newDraft = () => ({
    name: "Nova",
    senderId,
    listId,
    message: { kind: "text", text: `Olá {{name}} ${Math.random()}` },
  });
  const usual = { perRound: 100, inFlight: 4, method: "GET" as const };
  // What one person asks now and then.
  const rare = { perRound: 10, inFlight: 1, method: "GET" as const };
  return [
    {
      ...{ ...usual, name: "list-campaigns", path: `${base}/campaigns?limit=50` },
      calls: (person) => [["list_campaigns", { ...of(person), p_status: null, p_after: null, p_limit: 50 }]],
    },
    {
      ...{ ...usual, name: "read-campaign", path: `${base}/campaigns/${runningId}` },
      calls: (person) => [["read_campaign", running(person)]],
    },
    { ...{ ...usual, name: "recipients", path: page }, calls: recipients({}, null) },
    {
      ...{ ...usual, name: "recipients-middle", path: `${page}&after=${middle}` },
      calls: recipients({}, middle),
    },
    {
      ...{ ...usual, name: "recipients-waiting", path: `${page}&status=pending,queued` },
      calls: recipients({ statuses: ["pending", "queued"] }, null),
    },
    {
      ...{ ...rare, name: "recipients-search", path: `${page}&search=Pessoa%2079999` },
      calls: recipients({ search: "Pessoa 79999" }, null),
    },
    {
      ...{ ...usual, name: "why-not-now", path: `${base}/sends/${waitingSendId}/explain` },
      calls: (person) => [["read_send", { ...of(person), p_send_id: waitingSendId }]],
    },
    {
      ...{ ...usual, name: "create-draft", method: "POST", path: `${base}/campaigns`, body: newDraft },
      calls: (person) => [
        [
          "create_draft_campaign",
          {
            ...{ ...of(person), p_id: randomUUID() },
            p_draft: { ...newDraft(), components: null, needed: ["name"] },
          },
        ],
      ],
    },
    {
      ...{ ...rare, name: "dry-run", path: `${base}/campaigns/${draftId}/dry-run` },
      calls: (person) => [
        ["read_campaign", draft(person)],
        ["read_message_audience", audience(person)],
      ],
    },
    {
      ...{ ...rare, name: "simulate", method: "POST", path: `${base}/campaigns/${draftId}/simulate` },
      body: () => ({}),
      calls: (person) => [
        ["read_campaign_outlook", draft(person)],
        ["read_campaign", draft(person)],
        ["read_message_audience", audience(person)],
      ],
    },
  ];
}
