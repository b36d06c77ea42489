import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

describe("a client", () => {
  test("is made by whoever runs the platform, once per idempotency key, and is in the audit once", async () => {
    const admin = await api.makeAdmin();
    const slug = `loja-${randomUUID().slice(0, 8)}`;
    const make = () =>
      api.call("post", "/v1/clients", {
        token: admin.token,
        body: { slug, name: "Loja Nova" },
        headers: { "idempotency-key": `make-${slug}` },
      });
    const [first, again] = await Promise.all([make(), make()]);
    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ slug, name: "Loja Nova", status: "active", settings: {} });
    expect(again.body).toEqual(first.body);
    expect(await api.auditOf(first.body.id)).toEqual([
      {
        actor: admin.id,
        action: "client.created",
        subject_kind: "client",
        subject_id: first.body.id,
        details: { slug, name: "Loja Nova" },
      },
    ]);
    const other = await api.call("post", "/v1/clients", {
      token: admin.token,
      body: { slug, name: "Outra" },
    });
    expect([other.status, other.body.code]).toEqual([409, "client.slug-taken"]);
  });

  test("the same key of another person, or for another operation, makes something else", async () => {
    const headers = { "idempotency-key": "the-same-key" };
    const ids = new Set<string>();
    for (const name of ["um", "dois"]) {
      const { token } = await api.makeAdmin();
      const body = { slug: `${name}-${randomUUID().slice(0, 8)}`, name };
      ids.add((await api.call("post", "/v1/clients", { token, body, headers })).body.id);
    }
    expect(ids.size).toBe(2);
  });

  test("is renamed and set by its owner; a setting of null goes back to its default", async () => {
    const { clientId, owner } = await api.makeClient();
    const change = (body: object) =>
      api.call("patch", `/v1/clients/${clientId}`, { token: owner.token, body });
    expect(
      (await change({ name: "Novo nome", settings: { timeZone: "America/Manaus", language: "en" } })).body,
    ).toMatchObject({
      name: "Novo nome",
      settings: { timeZone: "America/Manaus", language: "en" },
    });
    expect((await change({ settings: { language: null } })).body).toMatchObject({
      name: "Novo nome",
      settings: { timeZone: "America/Manaus" },
    });
    await change({ name: "Novo nome" });
    expect((await api.auditOf(clientId)).map(({ action }) => action)).toEqual([
      "client.changed",
      "client.changed",
    ]);
    const odd = await change({ settings: { timeZone: "Lua/Mar" } });
    expect([odd.status, odd.body.errors]).toEqual([
      400,
      [
        {
          in: "body",
          field: "settings.timeZone",
          message: "Use um fuso da IANA, como America/Sao_Paulo",
          messageEn: "Use an IANA time zone, such as America/Sao_Paulo",
        },
      ],
    ]);
  });

  test("is suspended and activated by whoever runs the platform, with the reason kept", async () => {
    const { clientId } = await api.makeClient();
    const admin = await api.makeAdmin();
    const act = (verb: string) =>
      api.call("post", `/v1/clients/${clientId}/${verb}`, {
        token: admin.token,
        body: { reason: "fatura vencida" },
      });
    expect((await act("suspend")).body.status).toBe("suspended");
    expect((await act("suspend")).body.status).toBe("suspended");
    expect((await act("activate")).body.status).toBe("active");
    expect(await api.auditOf(clientId)).toMatchObject([
      { actor: admin.id, action: "client.suspended", details: { reason: "fatura vencida" } },
      { action: "client.active" },
    ]);
  });

  test("is listed to its members, page by page; all are, to whoever runs the platform", async () => {
    const account = await api.makeAccount();
    const ids: string[] = [];
    for (let index = 0; index < 3; index++) {
      const { clientId, owner } = await api.makeClient();
      const body = { userId: account.id, role: "attendant" };
      await api.call("post", `/v1/clients/${clientId}/members`, { token: owner.token, body });
      ids.push(clientId);
    }
    const seen: string[] = [];
    let after = "";
    do {
      const { body } = await api.call("get", `/v1/clients?limit=2${after && `&after=${after}`}`, account);
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      after = body.next;
    } while (after);
    expect(seen.sort()).toEqual(ids.sort());
    const { items } = (await api.call("get", "/v1/clients?limit=200", await api.makeAdmin())).body;
    expect(items.length).toBeGreaterThan(3);
    expect(JSON.stringify(items)).not.toMatch(/token|toolsConfig|apiUrl/);
  });
});

describe("a member", () => {
  test("is added by id or by a confirmed address, changes role and goes; each is in the audit", async () => {
    const { clientId, owner } = await api.makeClient();
    const [bia, rui] = [await api.makeAccount(), await api.makeAccount()];
    const path = `/v1/clients/${clientId}/members`;
    const asOwner = (method: string, where: string, body?: object) =>
      api.call(method, where, { token: owner.token, body });

    const added = await asOwner("post", path, { email: bia.email.toUpperCase(), role: "operator" });
    expect([added.status, added.body]).toMatchObject([
      201,
      { userId: bia.id, email: bia.email, role: "operator" },
    ]);
    expect((await asOwner("post", path, { userId: rui.id, role: "attendant" })).status).toBe(201);
    expect((await asOwner("post", path, { userId: rui.id, role: "attendant" })).status).toBe(201);
    const twice = await asOwner("post", path, { userId: rui.id, role: "owner" });
    expect([twice.status, twice.body.code]).toEqual([409, "member.exists"]);

    expect((await api.call("get", path, bia)).body.items).toHaveLength(5);
    expect((await asOwner("patch", `${path}/${bia.id}`, { role: "owner" })).body.role).toBe("owner");
    expect((await asOwner("delete", `${path}/${rui.id}`)).status).toBe(204);
    expect((await api.call("get", path, rui)).status).toBe(404);
    expect((await asOwner("delete", `${path}/${rui.id}`)).body.code).toBe("member.not-found");
    expect(
      (await api.auditOf(clientId)).map(({ action, subject_id, details }) => [action, subject_id, details]),
    ).toEqual([
      ["member.added", bia.id, { role: "operator" }],
      ["member.added", rui.id, { role: "attendant" }],
      ["member.changed", bia.id, { from: "operator", to: "owner" }],
      ["member.removed", rui.id, { role: "attendant" }],
    ]);
  });

  test.each([
    ["nobody's address", async () => ({ email: `${randomUUID()}@nova.example` })],
    [
      "an address that was never confirmed",
      async () => ({ email: (await api.makeAccount(randomUUID(), false)).email }),
    ],
    ["nobody's id", async () => ({ userId: randomUUID() })],
  ])("is not added by %s", async (_what, who) => {
    const { clientId, owner } = await api.makeClient();
    const body = { ...(await who()), role: "owner" };
    const answer = await api.call("post", `/v1/clients/${clientId}/members`, { token: owner.token, body });
    expect([answer.status, answer.body.code]).toEqual([404, "account.not-found"]);
  });

  test("who is the last owner can neither go nor become something else, also when two go at one moment", async () => {
    const { clientId, owner } = await api.makeClient();
    const path = `/v1/clients/${clientId}/members`;
    for (const answer of [
      await api.call("delete", `${path}/${owner.id}`, owner),
      await api.call("patch", `${path}/${owner.id}`, { ...owner, body: { role: "operator" } }),
    ])
      expect([answer.status, answer.body.code]).toEqual([409, "member.last-owner"]);

    for (let round = 0; round < 5; round++) {
      const second = await api.makeAccount();
      await api.call("post", path, { ...owner, body: { userId: second.id, role: "owner" } });
      const admin = await api.makeAdmin();
      const ends = await Promise.all([
        api.call("delete", `${path}/${owner.id}`, admin),
        api.call("patch", `${path}/${second.id}`, { ...admin, body: { role: "operator" } }),
      ]);
      expect(ends.filter(({ status }) => status === 409)).toHaveLength(1);
      const { rows } = await api.pool.query(
        "select count(*)::int as n from public.members where client_id = $1 and role = 'owner'",
        [clientId],
      );
      expect(rows[0].n).toBe(1);
      await api.pool.query(
        "insert into public.members values ($1, $2, 'owner') on conflict (client_id, user_id) do update set role = 'owner'",
        [clientId, owner.id],
      );
      await api.pool.query("delete from public.members where client_id = $1 and user_id = $2", [
        clientId,
        second.id,
      ]);
    }
  });
});
