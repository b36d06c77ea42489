import { randomUUID } from "node:crypto";
import { profiles } from "@nova/pacing";
import { contactCases } from "./contact-cases.ts";
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
