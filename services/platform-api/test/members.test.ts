import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

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
