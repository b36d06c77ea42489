import { randomUUID } from "node:crypto";
import { profiles } from "@nova/pacing";
import { contactCases } from "./contact-cases.ts";
import { makeCampaign, runTo } from "./make-campaign.ts";
import type { Api } from "./open-api.ts";

type Client = Awaited<ReturnType<Api["makeClient"]>>;
export type World = { api: Api; client: Client };
type Request = { params?: Record<string, string>; query?: string; body?: unknown };

/** Of one operation: who may, and a request that succeeds for them. */
export type Case = {
  /** Everyone with an account; or the tenant's roles and `platform_admin`, written down here once more on purpose. */
  may: "signed-in" | ("owner" | "operator" | "attendant" | "platform_admin")[];
  /** Makes what the request needs, anew for each who asks: a first success must not spoil the second. */
  request?: (world: World) => Promise<Request> | Request;
};

const all: Case["may"] = ["owner", "operator", "attendant"];
const workers: Case["may"] = ["owner", "operator"];
const managers: Case["may"] = ["owner", "platform_admin"];
const reason = { reason: "matriz de autorização" };

async function makeSender({ api, client }: World, status = "active") {
  const senderId = randomUUID();
  await api.nova.senders.save({
    id: senderId,
    clientId: client.clientId,
    provider: "meta",
    externalId: senderId,
    name: "Número",
    apiUrl: null,
    credentials: null,
    profile: { kind: "official", ...profiles.official },
  });
  await api.pool.query("update public.client_providers set status = $2 where id = $1", [senderId, status]);
  return { params: { senderId } };
}

async function makeTemplate({ api, client }: World) {
  const id = randomUUID();
  const text = { id, name: `texto ${id}`, body: "Olá", language: "pt_BR" };
  await api.nova.platformTemplates.saveText(client.owner.id, client.clientId, text);
  return { params: { templateId: id } };
}

async function makeMetaSender(world: World) {
  const made = await makeSender(world);
  const { senderId } = made.params;
  const sealed = world.api.vault.seal(
    { accessToken: "token" },
    { clientId: world.client.clientId, rowId: senderId },
  );
  await world.api.pool.query(
    "update public.client_providers set account_id = '1045', credentials = $2 where id = $1",
    [senderId, sealed],
  );
  return { body: { senderId } };
}

async function makeMember({ api, client }: World) {
  const { id: userId } = await api.makeAccount();
  await api.pool.query("insert into public.members values ($1, $2, 'attendant')", [client.clientId, userId]);
  return { params: { userId } };
}

async function makeLetter({ api, client }: World) {
  const data = { clientId: client.clientId };
  const envelope = {
    id: randomUUID(),
    timestamp: new Date().toISOString(),
    source: "s",
    type: "campaign-plan",
    data,
    metadata: {},
  };
  const body = JSON.stringify({
    message: { data: Buffer.from(JSON.stringify(envelope)).toString("base64"), messageId: "1" },
  });
  const { rows } = await api.pool.query(
    "insert into public.dead_letters (topic, message_id, reason, body) values ('campaign-plan', $1, 'x: y', $2) returning id",
    [randomUUID(), body],
  );
  return { params: { letterId: String(rows[0].id) } };
}

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const withCampaign = (body?: object) => async (world: World) => {
  const { campaignId } = await makeCampaign(world.api, world.client);
  return { params: { campaignId }, body };
};
const withScheduled = async (world: World) => {
  const request = await withCampaign()(world);
  await world.api.pool.query(
    "update public.campaigns set status = 'scheduled', starts_at = now() + interval '1 hour' where id = $1",
    [request.params.campaignId],
  );
  return request;
};
const withUndecided = async (world: World) => {
  const request = await withRunning({ variant: "A" })(world);
  await world.api.pool.query(
    `update public.campaigns set variants = '{"sharePercent": 20, "metric": "replied", "decideAfterMinutes": 60, "minimumEach": 1,
       "items": [{"key": "B", "message": {"kind": "text", "text": "Oi"}}]}' where id = $1`,
    [request.params.campaignId],
  );
  return request;
};
const withRunning =
  (body?: object, isPaused = false) =>
  async (world: World) => {
    const { clientId } = world.client;
    const request = await withCampaign(body)(world);
    const { campaignId } = request.params;
    await world.api.nova.campaigns.start(clientId, campaignId, "teste");
    const pause = { scope: "campaign", action: "pause", reason: "teste", source: "api" } as const;
    if (isPaused) await world.api.nova.senders.pause({ ...pause, clientId, campaignId });
    return request;
  };
const withEnded =
  (outcome: { kind: "failed" | "unconfirmed"; code: string; reason: string }, body?: object) =>
  async (world: World) => {
    const made = await makeCampaign(world.api, world.client);
    const { sendIds } = await runTo(world.api, world.client, made, () => outcome);
    return { params: { campaignId: made.campaignId, sendId: sendIds[0] ?? "" }, body };
  };
const throttled = { kind: "failed", code: "meta.130429", reason: "meta.130429" } as const;
const doubtful = { kind: "unconfirmed", code: "whatsapp.timeout", reason: "whatsapp.timeout" } as const;
const newDraft = async (world: World) => {
  const { senderId, listId } = await makeCampaign(world.api, world.client);
  return { body: { name: "Nova", senderId, listId, message: { kind: "text", text: "Olá {{name}}" } } };
};

const withSender = (body?: object, status?: string) => async (world: World) => ({
  ...(await makeSender(world, status)),
  body,
});
const withLetter = (body?: object) => async (world: World) => ({ ...(await makeLetter(world)), body });
const giving = (body: object) => () => ({ body });
const flag = async ({ api }: World) => {
  await api.pool.query("insert into public.feature_flags (key) values ('probe') on conflict do nothing");
  return { params: { key: "probe" }, body: { enabled: true } };
};
const wholeProfile = { kind: "official", ...profiles.official, breaker: null, portfolioId: null };

/** Whatever the table of operations says, this is who may: both must agree, and an operation that is not here fails. */
export const cases: Record<string, Case> = {
  listTemplates: { may: all },
  readTemplate: { may: all, request: makeTemplate },
  createTemplate: { may: workers, request: giving({ name: "Boas-vindas", body: "Olá {{name}}" }) },
  syncTemplates: { may: workers, request: makeMetaSender },

  readMe: { may: "signed-in" },
  listClients: { may: "signed-in" },
  createClient: {
    may: ["platform_admin"],
    request: () => ({ body: { slug: `c-${randomUUID()}`, name: "Loja" } }),
  },
  readClient: { may: [...all, "platform_admin"] },
  changeClient: { may: managers, request: giving({ name: "Loja" }) },
  suspendClient: { may: ["platform_admin"], request: giving(reason) },
  activateClient: { may: ["platform_admin"], request: giving(reason) },

  listMembers: { may: [...all, "platform_admin"] },
  addMember: {
    may: managers,
    request: async ({ api }) => ({ body: { userId: (await api.makeAccount()).id, role: "attendant" } }),
  },
  changeMember: {
    may: managers,
    request: async (world) => ({ ...(await makeMember(world)), body: { role: "operator" } }),
  },
  removeMember: { may: managers, request: makeMember },

  listSenders: { may: all },
  readSender: { may: all, request: withSender() },
  createSender: {
    may: ["owner"],
    request: () => ({ body: { provider: "evolution", externalId: randomUUID(), name: "Aparelho" } }),
  },
  changeSender: { may: ["owner"], request: withSender({ name: "Outro" }) },
  changeSenderProfile: { may: ["owner"], request: withSender(wholeProfile) },
  setSenderCredentials: {
    may: ["owner"],
    request: withSender({ provider: "meta", accessToken: "EAAG-a-token-of-meta" }),
  },
  disableSender: { may: ["owner"], request: withSender(reason) },
  enableSender: { may: ["owner"], request: withSender(reason, "disabled") },
  reactivateSender: { may: workers, request: withSender(reason, "quarantined") },
  listSenderLimits: { may: all },
  readSenderLimits: { may: all, request: withSender() },

  listCampaigns: { may: all },
  createCampaign: { may: workers, request: newDraft },
  readCampaign: { may: all, request: withCampaign() },
  changeCampaign: { may: workers, request: withCampaign({ name: "Outra" }) },
  deleteCampaign: { may: workers, request: withCampaign() },
  readCampaignMetrics: { may: all, request: withCampaign() },
  startCampaign: { may: workers, request: withCampaign() },
  scheduleCampaign: { may: workers, request: withCampaign({ startsAt: inAnHour() }) },
  unscheduleCampaign: { may: workers, request: withScheduled },
  pauseCampaign: { may: workers, request: withRunning(reason) },
  resumeCampaign: { may: workers, request: withRunning(reason, true) },
  cancelCampaign: { may: workers, request: withCampaign(reason) },
  decideVariant: { may: workers, request: withUndecided },
  testCampaign: { may: workers, request: withCampaign({ phone: "11 91234-5678" }) },
  dryRunCampaign: { may: all, request: withCampaign() },
  simulateCampaign: { may: all, request: withCampaign({}) },
  checkMessage: { may: all, request: giving({ text: "Olá {{name|cliente}}" }) },
  listRecipients: { may: all, request: withRunning() },
  exportRecipients: { may: workers, request: withRunning() },
  listFailures: { may: all, request: withEnded(throttled) },
  retryFailures: { may: workers, request: withEnded(throttled, {}) },
  explainSend: { may: all, request: withEnded(throttled) },
  decideSend: { may: workers, request: withEnded(doubtful, { decision: "failed" }) },

  listPauses: { may: [...all, "platform_admin"] },
  listGlobalPauses: { may: ["platform_admin"] },
  pauseSender: { may: workers, request: withSender(reason) },
  resumeSender: { may: workers, request: withSender(reason) },
  pauseClient: { may: [...workers, "platform_admin"], request: giving(reason) },
  resumeClient: { may: [...workers, "platform_admin"], request: giving(reason) },
  pauseEverything: { may: ["platform_admin"], request: giving(reason) },
  resumeEverything: { may: ["platform_admin"], request: giving(reason) },

  ...contactCases,

  listDeadLetters: { may: all },
  groupDeadLetters: { may: all },
  replayDeadLetters: { may: workers, request: giving({ topic: "nothing" }) },
  readDeadLetter: { may: all, request: withLetter() },
  replayDeadLetter: { may: workers, request: withLetter() },
  dismissDeadLetter: { may: workers, request: withLetter(reason) },
  listPlatformDeadLetters: { may: ["platform_admin"] },
  groupPlatformDeadLetters: { may: ["platform_admin"] },
  replayPlatformDeadLetters: { may: ["platform_admin"], request: giving({ topic: "nothing" }) },
  readPlatformDeadLetter: { may: ["platform_admin"], request: withLetter() },
  replayPlatformDeadLetter: { may: ["platform_admin"], request: withLetter() },
  dismissPlatformDeadLetter: { may: ["platform_admin"], request: withLetter(reason) },

  listAuditEvents: { may: managers },
  listPlatformAuditEvents: { may: ["platform_admin"] },
  listFeatureFlags: { may: ["platform_admin"] },
  setFeatureFlag: { may: ["platform_admin"], request: flag },
};
