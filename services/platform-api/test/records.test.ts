import { afterAll, beforeAll, expect, test } from "vitest";
import { type Api, openApi } from "./open-api.ts";

let api: Api;
beforeAll(async () => {
  api = await openApi();
});
afterAll(() => api.close());

test("a flag is turned and adjusted, with what it was before in the audit; an unknown one is refused", async () => {
  await api.pool.query("insert into public.feature_flags (key, description) values ('dynamic_lock', 'x')");
  const admin = await api.makeAdmin();
  const set = (key: string, body: object) => api.call("put", `/v1/feature-flags/${key}`, { ...admin, body });
  const on = await set("dynamic_lock", { enabled: true, factor: 2 });
  expect(on.body).toMatchObject({ key: "dynamic_lock", value: { enabled: true, factor: 2 } });
  await set("dynamic_lock", { enabled: true, factor: 2 });
  expect((await api.call("get", "/v1/feature-flags", admin)).body.items).toEqual([on.body]);
  expect((await set("no_such_flag", { enabled: true })).body.code).toBe("flag.not-found");
  expect((await set("dynamic_lock", { enabled: "yes" })).status).toBe(400);
  const { body } = await api.call("get", `/v1/audit-events?by=${admin.id}`, admin);
  expect(body.items).toMatchObject([
    {
      action: "flag.changed",
      actorEmail: admin.email,
      details: { from: { enabled: false }, to: { factor: 2 } },
    },
    { action: "platform-admin.made" },
  ]);
});

test("the audit of a tenant is read page by page, by action and by person, and holds nobody else's", async () => {
  const { clientId, owner } = await api.makeClient();
  const other = await api.makeClient();
  const path = (id: string) => `/v1/clients/${id}`;
  for (const name of ["Um", "Dois", "Três"])
    await api.call("patch", path(clientId), { ...owner, body: { name } });
  await api.call("patch", path(other.clientId), { ...other.owner, body: { name: "Outra" } });
  await api.call("post", `${path(clientId)}/pause`, { ...owner, body: { reason: "teste" } });

  const seen: string[] = [];
  let after = "";
  do {
    const { body } = await api.call(
      "get",
      `${path(clientId)}/audit-events?limit=2${after && `&after=${after}`}`,
      owner,
    );
    seen.push(...body.items.map(({ action }: { action: string }) => action));
    after = body.next;
  } while (after);
  expect(seen).toEqual(["client.paused", "client.changed", "client.changed", "client.changed"]);
  const paused = (await api.call("get", `${path(clientId)}/audit-events?action=client.paused`, owner)).body
    .items;
  expect(paused).toMatchObject([{ actor: owner.id, actorEmail: owner.email, details: { reason: "teste" } }]);
  const others = (await api.call("get", `${path(clientId)}/audit-events?by=${other.owner.id}`, owner)).body
    .items;
  expect(others).toEqual([]);
});
