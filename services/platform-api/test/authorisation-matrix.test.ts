import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Operation } from "../src/operation.ts";
import { operations } from "../src/operations/index.ts";
import { cases, type World } from "./authorisation-cases.ts";
import { type Answer, type Api, openApi } from "./open-api.ts";

let api: Api;
let world: World;
let strangers: World["client"];
const tokens: Record<string, string> = {};
const refusedTokens: Record<string, string | null> = {};

beforeAll(async () => {
  api = await openApi();
  world = { api, client: await api.makeClient() };
  strangers = await api.makeClient();
  const { owner, operator, attendant } = world.client;
  Object.assign(tokens, { owner: owner.token, operator: operator.token, attendant: attendant.token });
  tokens.platform_admin = (await api.makeAdmin()).token;
  Object.assign(refusedTokens, {
    "no token": null,
    "a token of another secret": await api.tokenOf(owner.id, { secret: "x".repeat(40) }),
    "an expired token": await api.tokenOf(owner.id, { expiresAt: Math.floor(Date.now() / 1_000) - 60 }),
    "a token of another audience": await api.tokenOf(owner.id, { audience: "other" }),
    "a token that is no person's": await api.tokenOf(owner.id, { role: "anon" }),
  });
});
afterAll(() => api.close());

const roles = ["owner", "operator", "attendant", "platform_admin"] as const;
const isTenants = ({ path }: Operation) => path.startsWith("/v1/clients/{clientId}");
const caseOf = (operation: Operation) => {
  const found = cases[operation.id];
  if (!found) throw new Error(`${operation.id} has no expectation: add it to authorisation-cases.ts`);
  return found;
};

/** The rows that refused requests name: they are still there for the next one, since nothing was done. */
const untouched = new Map<string, Promise<Request>>();
type Request = Awaited<ReturnType<NonNullable<(typeof cases)[string]["request"]>>>;
async function prepare(operation: Operation): Promise<Request> {
  return (await caseOf(operation).request?.(world)) ?? {};
}
function prepareOnce(operation: Operation): Promise<Request> {
  const known = untouched.get(operation.id) ?? prepare(operation);
  untouched.set(operation.id, known);
  return known;
}

/** Asks with everything that a success needs, of a tenant's id that may be another's. */
async function ask(
  operation: Operation,
  token: string | null | undefined,
  request: Request,
  clientId: string = world.client.clientId,
): Promise<Answer> {
  const { params = {}, query = "", body } = request;
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    name === "clientId" ? clientId : (params[name] ?? name),
  );
  return api.call(operation.method, path + query, {
    token: token ?? null,
    ...(body !== undefined && { body }),
  });
}

async function written(): Promise<number> {
  const { rows } = await api.pool.query("select count(*)::int as n from public.audit_events");
  return rows[0].n;
}

test("every operation has its expectation, every expectation its operation, and the table says the same", () => {
  expect(Object.keys(cases).sort()).toEqual(operations.map(({ id }) => id).sort());
  for (const operation of operations) {
    const sorted = (who: Operation["roles"]) => (typeof who === "string" ? who : [...who].sort());
    expect({ id: operation.id, may: sorted(operation.roles) }).toEqual({
      id: operation.id,
      may: sorted(caseOf(operation).may),
    });
  }
});

describe.each(operations.map((operation) => [operation.id, operation] as const))("%s", (_id, operation) => {
  test("is refused to whoever is not signed in", async () => {
    for (const [what, token] of Object.entries(refusedTokens)) {
      const { status, body, headers } = await ask(operation, token, await prepareOnce(operation));
      expect({ what, status, code: body?.code }).toEqual({
        what,
        status: 401,
        code: "request.unauthenticated",
      });
      expect(headers.get("www-authenticate")).toBe("Bearer");
    }
  });

  test.each(roles)("answers an account of role %s as it should", async (role) => {
    const { may } = caseOf(operation);
    const before = await written();
    const isAllowed = may === "signed-in" || may.includes(role);
    const request = isAllowed ? await prepare(operation) : await prepareOnce(operation);
    const { status, body } = await ask(operation, tokens[role], request);
    if (isAllowed) {
      expect({ status, body }).toMatchObject({ status: operation.status ?? 200 });
      if (operation.answer) expect(operation.answer.safeParse(body).error).toBeUndefined();
      return;
    }
    expect([status, body.code]).toEqual([403, "role.not-enough"]);
    expect(await written()).toBe(before);
  });

  test("shows and does nothing of a tenant to the owner of another, as if there were none", async () => {
    const before = await written();
    const { status, body } = await ask(operation, strangers.owner.token, await prepareOnce(operation));
    if (caseOf(operation).may === "signed-in") {
      expect(status).toBe(200);
      expect(JSON.stringify(body)).not.toContain(world.client.clientId);
      return;
    }
    expect([status, body.code]).toEqual(
      isTenants(operation) ? [404, "client.not-found"] : [403, "role.not-enough"],
    );
    expect(await written()).toBe(before);
  });
});

const withOwnRow = operations.filter(
  (operation) => isTenants(operation) && operation.path.match(/\{/g)?.length === 2,
);
test.each(withOwnRow.map((operation) => [operation.id, operation] as const))(
  "%s finds nobody else's row under one's own tenant",
  async (_id, operation) => {
    const before = await written();
    const request = await prepareOnce(operation);
    const { status, body } = await ask(operation, strangers.owner.token, request, strangers.clientId);
    expect([status, body.code]).toEqual([404, expect.stringMatching(/\.not-found$/)]);
    expect(await written()).toBe(before);
  },
);
