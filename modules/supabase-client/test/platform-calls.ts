import { randomUUID } from "node:crypto";
import type pg from "pg";
import { expect } from "vitest";
import type { NovaDatabase } from "../src/index.ts";
import { clientId, profile } from "./planned-campaign.ts";

/** Makes a tenant, changes it and its people; each answer in the shape that the code expects. */
export async function tryPlatform(nova: NovaDatabase, pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ id: string; email: string }>(
    "insert into auth.users (email, email_confirmed_at) values ('ana@nova.example', now()), ('rui@nova.example', now()) returning id, email",
  );
  const [ana = { id: "", email: "" }, rui = { id: "", email: "" }] = rows;
  const { platform } = nova;
  expect(await platform.makePlatformAdmin(ana.email)).toBe(ana.id);
  const id = randomUUID();
  const made = await platform.createClient(ana.id, { id, slug: "loja-nova", name: "Loja Nova" });
  expect(made).toMatchObject({ id, status: "active", settings: {} });
  expect(await platform.readClient(ana.id, id)).toEqual(made);
  expect((await platform.listClients(ana.id, { limit: 1 })).next).not.toBeNull();
  const changed = await platform.changeClient(ana.id, id, { settings: { language: "en" } });
  expect(changed).toEqual({ ...made, settings: { language: "en" } });
  expect((await platform.setClientStatus(ana.id, id, "suspended", "teste")).status).toBe("suspended");
  const member = await platform.addMember(ana.id, id, { email: rui.email }, "attendant");
  expect(member).toMatchObject({ userId: rui.id, email: rui.email, role: "attendant" });
  expect((await platform.changeMember(ana.id, id, rui.id, "operator")).role).toBe("operator");
  expect(await platform.listMembers(rui.id, id)).toHaveLength(1);
  expect((await platform.readActor(rui.id)).memberships).toMatchObject([{ clientId: id, role: "operator" }]);
  await expect(platform.removeMember(rui.id, id, rui.id)).rejects.toMatchObject({
    code: "database.nv403",
    context: { hint: "role.not-enough" },
  });
  expect(await platform.removeMember(ana.id, id, rui.id)).toBeNull();
}

/** Makes a sender, changes, switches and pauses it; reads its limits. */
export async function tryPlatformSenders(nova: NovaDatabase, pool: pg.Pool): Promise<void> {
  const ana = randomUUID();
  await pool.query("insert into public.members values ($1, $2, 'owner')", [clientId, ana]);
  const { platformSenders: people } = nova;
  const [id, stored] = [
    randomUUID(),
    { ...profile, ramp: profile.ramp ?? null, breaker: null, portfolioId: null },
  ];
  const given = { id, provider: "evolution", externalId: "loja", name: "Aparelho" } as const;
  const made = await people.create(ana, clientId, given, stored);
  expect(made).toMatchObject({ id, hasCredentials: false, profile: stored });
  expect(await people.read(ana, clientId, id)).toEqual(made);
  expect(await people.list(ana, clientId)).toHaveLength(2);
  await expect(people.read(ana, clientId, randomUUID())).rejects.toMatchObject({ code: "database.nv404" });
  expect((await people.change(ana, clientId, id, { name: "Loja" })).name).toBe("Loja");
  const slower = await people.changeProfile(ana, clientId, id, { ...stored, minGapMs: 5_000 });
  expect(slower.profile?.minGapMs).toBe(5_000);
  const sealed = { sealed: "sealed", hint: "••••abcd", apiUrl: "https://evolution.example" };
  expect(await people.setCredentials(ana, clientId, id, "evolution", sealed)).toMatchObject({
    hasCredentials: true,
    credentialsHint: "••••abcd",
  });
  expect((await people.switch(ana, clientId, id, "disable", "teste")).status).toBe("disabled");
  const event = await nova.platformPauses.switch(ana, { clientId, senderId: id }, "pause", "teste");
  expect(event).toMatchObject({ scope: "sender", actor: ana });
  const pauses = await nova.platformPauses.list(ana, clientId, { limit: 1 });
  expect(pauses.active).toContainEqual(event);
  expect(await people.readLimits(ana, clientId, id)).toMatchObject([
    { senderId: id, status: "disabled", paused: `sender:${id}`, state: { usage: [], tierUsage: null } },
  ]);
}

/** Reads, gives and dismisses a dead letter, turns a flag, reads the audit. */
export async function tryPlatformRecords(nova: NovaDatabase, pool: pg.Pool): Promise<void> {
  const email = `${randomUUID()}@nova.example`;
  await pool.query("insert into auth.users (email, email_confirmed_at) values ($1, now())", [email]);
  const { platformRecords: records } = nova;
  const admin = await nova.platform.makePlatformAdmin(email);
  await nova.operations.recordDeadLetter({ topic: "t", messageId: "9", reason: "a.b: c", body: "{}" });
  const page = await records.listLetters(admin, null, { topic: "t", limit: 10 });
  expect(page).toMatchObject({ items: [{ topic: "t", cause: "a.b", isReplaying: false }], next: null });
  const [letter = { id: "" }] = page.items;
  expect(await records.groupLetters(admin, null)).toContainEqual(
    expect.objectContaining({ cause: "a.b", letters: 1 }),
  );
  expect((await records.readLetter(admin, null, letter.id)).body).toBe("{}");
  expect((await records.listReplayable(admin, null, { topic: "t", limit: 1 })).ids).toEqual([letter.id]);
  const replayId = randomUUID();
  expect(await records.beginReplay(admin, null, letter.id, replayId)).toEqual({ topic: "t", body: "{}" });
  expect(await records.endReplay(admin, letter.id, replayId, false)).toBe(true);
  expect((await records.dismissLetter(admin, null, letter.id, "teste")).resolvedAt).not.toBeNull();
  await pool.query("insert into public.feature_flags (key) values ('probe')");
  expect(await records.listFlags(admin)).toHaveLength(1);
  expect((await records.setFlag(admin, "probe", { enabled: true })).value).toEqual({ enabled: true });
  const { items } = await records.listAudit(admin, null, { limit: 3 });
  expect(items.map(({ action }) => action)).toEqual([
    "flag.changed",
    "dead-letter.dismissed",
    "platform-admin.made",
  ]);
}
