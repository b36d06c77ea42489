type None = Record<never, never>;
type C = { clientId: string };
type Cp = C & { campaignId: string };
type Words = { pt: string; en: string };
type Page<T> = { items: T[]; next: string | null };
type Progress = {
  total: number;
  waiting: number;
  sent: number;
  delivered: number;
  read: number;
  failed: number;
  skipped: number;
  cancelled: number;
  unconfirmed: number;
  replied: number;
};
type Item = {
  id: string;
  name: string;
  status: "draft" | "scheduled" | "running" | "finished" | "cancelled" | "halted";
  statusReason: string | null;
  senderId: string;
  senderName: string;
  listId: string | null;
  listName: string | null;
  startsAt: string | null;
  startedAt: string | null;
  finishedAt: string | null;
  createdAt: string;
  paused: string | null;
  progress: Progress | null;
};
type Message =
  | {
      kind: "text";
      text: string;
      media?: { kind: "image" | "video" | "document" | "audio"; url: string; filename?: string };
    }
  | {
      kind: "meta";
      templateId: string;
      parameters: { header?: Record<string, string>; body?: string[]; buttons?: string[] };
    };
type Window = { from: string; until: string; days?: number[] };
type Cap = { max: number; days: number };
type Full = Item & {
  message: Message;
  window: Window | null;
  frequencyCap: Cap | null;
  variants: Record<string, unknown> | null;
  waiting: { reason: unknown; until: string | null; pt: string; en: string } | null;
  rate: { perMinute: number } | null;
  finishesAt: string | null;
  updatedAt: string;
};
type CampaignBody = {
  name: string;
  senderId: string;
  listId: string;
  message: Message;
  window?: Window;
  frequencyCap?: Cap;
};
type MessageProblem = Words & {
  code: string;
  severity: "error" | "warning";
  variable?: string;
  recipients?: number;
  lines?: number[];
};
type Preview = { name: string | null; text: string };
type Template = {
  id: string;
  name: string;
  language: string;
  version: number;
  kind: "text" | "meta";
  category: string | null;
  body: string;
  components: unknown;
  status: string;
  quality: string | null;
  senderId?: string | null;
  syncedAt: string | null;
  updatedAt: string;
};
type Simulation = {
  recipients: number;
  startAt: number;
  firstAt: number | null;
  finishAt: number | null;
  unsent: number;
  bounds: { earliest: number | null; latest: number | null };
  hours: { at: number; sends: number }[];
  decidedBy: string | null;
  rules: { code: string; ms: number; share: number }[];
  tier: { max: number; at: number; left: number } | null;
  cost: { currency: string; micros: number; expectedMicros: number; priced: number; unpriced: number };
  risk: {
    level: "low" | "medium" | "high";
    reasons: { code: string; weight: number; pt: string; en: string }[];
  };
};
type Op<P, Q, B, A> = { params: P; query: Q; body: B; answer: A };
type Paged = { after?: string; limit?: number };

/** Operations that the API is about to have. */
export type Expected = {
  listCampaigns: Op<C, Paged & { status?: string }, undefined, Page<Item>>;
  readCampaign: Op<Cp, None, undefined, Full>;
  createCampaign: Op<C, None, CampaignBody, Full>;
  changeCampaign: Op<Cp, None, Partial<CampaignBody>, Full>;
  removeCampaign: Op<Cp, None, undefined, undefined>;
  dryRunCampaign: Op<
    Cp,
    None,
    undefined,
    {
      total: number;
      included: number;
      excluded: (Words & { reason: string; count: number; sample: string[] })[];
      problems: MessageProblem[];
      variety?: unknown;
      previews: Preview[];
    }
  >;
  simulateCampaign: Op<Cp, None, { startsAt?: string }, Simulation>;
  testCampaign: Op<Cp, None, { phone: string; variables?: Record<string, string> }, { sendId: string }>;
  startCampaign: Op<Cp, None, None, Full>;
  scheduleCampaign: Op<Cp, None, { startsAt: string }, Full>;
  unscheduleCampaign: Op<Cp, None, None, Full>;
  pauseCampaign: Op<Cp, None, { reason: string }, Full>;
  resumeCampaign: Op<Cp, None, { reason: string }, Full>;
  cancelCampaign: Op<Cp, None, { reason: string }, Full>;
  listRecipients: Op<
    Cp,
    Paged & { status?: string; reason?: string; search?: string },
    undefined,
    Page<{
      sendId: string;
      contactId: string;
      name: string | null;
      phone: string | null;
      status: string;
      reason: string | null;
      code: string | null;
      words: Words | null;
      notBefore: string | null;
      slotAt: string | null;
      sentAt: string | null;
      deliveredAt: string | null;
      readAt: string | null;
      repliedAt: string | null;
      variant: string | null;
    }>
  >;
  listFailures: Op<
    Cp,
    None,
    undefined,
    { items: (Words & { code: string; reason: string | null; count: number; canRetry: boolean })[] }
  >;
  retryCampaign: Op<Cp, None, { codes?: string[] }, { retried: number; left: number }>;
  exportRecipients: Op<Cp, { status?: string }, undefined, Blob>;
  explainSend: Op<
    C & { sendId: string },
    None,
    undefined,
    Words & { status: string; reason: string | null; until: string | null }
  >;
  decideSend: Op<C & { sendId: string }, None, { decision: "sent" | "failed" }, unknown>;
  readCampaignMetrics: Op<Cp, None, undefined, Record<string, unknown>>;
  listTemplates: Op<C, { kind?: "text" | "meta"; status?: string }, undefined, Page<Template>>;
  syncTemplates: Op<
    C,
    None,
    { senderId: string },
    { added: number; changed: number; removed: number; items: Template[] }
  >;
  checkMessage: Op<
    C,
    None,
    { text?: string; templateId?: string; listId?: string; senderId?: string },
    {
      variables: string[];
      problems: MessageProblem[];
      variety?: unknown;
      previews: Preview[];
    }
  >;
};

const base = "/v1/clients/{clientId}";
const campaign = `${base}/campaigns/{campaignId}` as const;

export const expectedPaths = {
  listCampaigns: ["GET", `${base}/campaigns`],
  readCampaign: ["GET", campaign],
  createCampaign: ["POST", `${base}/campaigns`],
  changeCampaign: ["PATCH", campaign],
  removeCampaign: ["DELETE", campaign],
  dryRunCampaign: ["GET", `${campaign}/dry-run`],
  simulateCampaign: ["POST", `${campaign}/simulate`],
  testCampaign: ["POST", `${campaign}/test`],
  startCampaign: ["POST", `${campaign}/start`],
  scheduleCampaign: ["POST", `${campaign}/schedule`],
  unscheduleCampaign: ["POST", `${campaign}/unschedule`],
  pauseCampaign: ["POST", `${campaign}/pause`],
  resumeCampaign: ["POST", `${campaign}/resume`],
  cancelCampaign: ["POST", `${campaign}/cancel`],
  listRecipients: ["GET", `${campaign}/recipients`],
  listFailures: ["GET", `${campaign}/failures`],
  retryCampaign: ["POST", `${campaign}/retry`],
  exportRecipients: ["GET", `${campaign}/recipients/export`],
  explainSend: ["GET", `${base}/sends/{sendId}/explain`],
  decideSend: ["POST", `${base}/sends/{sendId}/decide`],
  readCampaignMetrics: ["GET", `${campaign}/metrics`],
  listTemplates: ["GET", `${base}/templates`],
  syncTemplates: ["POST", `${base}/templates/sync`],
  checkMessage: ["POST", `${base}/messages/check`],
} as const satisfies Record<keyof Expected, readonly [string, string]>;
