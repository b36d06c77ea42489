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
