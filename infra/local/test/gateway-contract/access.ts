import { createClient, type SupabaseClient } from "@supabase/supabase-js";
import { describe, expect, test } from "vitest";
import { type Contract, clientOptions, password } from "./set-up.ts";

/** Who may do what, and how members sign in. */
export function describeAccess(contract: Contract): void {
  describe("a browser key", () => {
    test("sees only the rows of its user", async () => {
      const ranks = async (client: SupabaseClient) =>
        (await client.from("nova_contract_notes").select("rank").lte("rank", 10).order("rank")).data?.map(
          ({ rank }) => rank,
        );
      expect(await ranks(contract.ana.client)).toEqual([2, 4, 6, 8, 10]);
      expect(await ranks(contract.rui.client)).toEqual([1, 3, 5, 7, 9]);
    });

    test("is the role and the user that its token says", async () => {
      expect((await contract.ana.client.rpc("nova_contract_whoami")).data).toEqual({
        role: "authenticated",
        uid: contract.ana.id,
        claimed: "authenticated",
      });
      expect((await contract.anon.rpc("nova_contract_whoami")).data).toMatchObject({
        role: "anon",
        uid: null,
      });
      expect((await contract.service.rpc("nova_contract_whoami")).data).toMatchObject({
        role: "service_role",
        uid: null,
      });
    });

    test("stays without the rights that were revoked, however many requests came before", async () => {
      for (let round = 0; round < 20; round += 1) {
        await Promise.all([
          contract.service.rpc("nova_contract_secret"),
          contract.anon.rpc("nova_contract_whoami"),
          contract.ana.client.from("nova_contract_notes").select("id"),
        ]);
      }
      const refused = await Promise.all([
        contract.anon.rpc("nova_contract_secret"),
        contract.ana.client.rpc("nova_contract_secret"),
        contract.anon.from("nova_contract_notes").select(),
      ]);
      expect(refused.map(({ error, status }) => [error?.code, status])).toEqual([
        ["42501", 401],
        ["42501", 403],
        ["42501", 401],
      ]);
      expect((await contract.service.rpc("nova_contract_secret")).data).toBe("secret");
    });

    test("never meets another caller's role on a shared connection", async () => {
      const callers = Array.from(
        { length: 120 },
        (_, index) =>
          [contract.service, contract.anon, contract.ana.client, contract.rui.client][index % 4] ??
          contract.service,
      );
      const seen = await Promise.all(
        callers.map(async (client, index) => {
          if (index % 5 === 0) await client.rpc("nova_contract_raise", { p_state: "P0001" });
          return (await client.rpc("nova_contract_whoami")).data;
        }),
      );
      const expected = [
        ["service_role", null],
        ["anon", null],
        ["authenticated", contract.ana.id],
        ["authenticated", contract.rui.id],
      ];
      expect(seen.map(({ role, uid }) => [role, uid])).toEqual(
        callers.map((_, index) => expected[index % 4]),
      );
    });
  });

  describe("a key", () => {
    const whoami = (headers: Record<string, string>) =>
      fetch(`${contract.target.url}/rest/v1/rpc/nova_contract_whoami`, {
        method: "POST",
        headers,
        body: "{}",
      });
    const forged = `${btoa('{"alg":"none","typ":"JWT"}')}.${btoa('{"role":"service_role"}')}.x`.replaceAll(
      "=",
      "",
    );

    test.each<[string, () => Record<string, string>]>([
      ["none", () => ({})],
      ["a wrong one", () => ({ apikey: "sb_secret_wrong" })],
      ["an unsigned token as the key", () => ({ apikey: forged })],
      [
        "an unsigned token as the user",
        () => ({ apikey: contract.target.anonKey, authorization: `Bearer ${forged}` }),
      ],
      [
        "the secret key in a browser",
        () => ({
          apikey: contract.target.serviceKey,
          "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
        }),
      ],
    ])("is refused with 401: %s", async (_case, headers) => {
      expect((await whoami(headers())).status).toBe(401);
    });
  });

  describe("sign-in", () => {
    test("with a wrong password, or for nobody, is refused alike", async () => {
      const { data } = await contract.service.auth.admin.createUser({
        email: `bia-${Date.now()}@nova-contract.example`,
        password,
        email_confirm: true,
      });
      const wrong = await contract.anon.auth.signInWithPassword({
        email: data.user?.email ?? "",
        password: "wrong",
      });
      const nobody = await contract.anon.auth.signInWithPassword({
        email: "nobody@nova-contract.example",
        password: "wrong",
      });
      expect([wrong.error?.code, nobody.error?.code]).toEqual(["invalid_credentials", "invalid_credentials"]);
    });

    test("can be refreshed, knows its user, and ends", async () => {
      const { client, id } = await contract.member("caio");
      expect((await client.auth.getUser()).data.user?.id).toBe(id);
      const before = (await client.auth.getSession()).data.session;
      const { data, error } = await client.auth.refreshSession();
      expect(error).toBeNull();
      expect(data.session?.refresh_token).not.toBe(before?.refresh_token);
      expect((await client.rpc("nova_contract_whoami")).data.uid).toBe(id);
      expect((await client.auth.signOut()).error).toBeNull();
      const again = await createClient(
        contract.target.url,
        contract.target.anonKey,
        clientOptions,
      ).auth.refreshSession({
        refresh_token: data.session?.refresh_token ?? "",
      });
      expect(again.error?.status).toBe(400);
    });

    test("accounts are made by the server only", async () => {
      expect(
        (await contract.ana.client.auth.admin.createUser({ email: "eva@nova-contract.example", password }))
          .error?.status,
      ).toBeGreaterThanOrEqual(401);
      const twice = await contract.service.auth.admin.createUser({
        email: (await contract.ana.client.auth.getUser()).data.user?.email ?? "",
        password,
      });
      expect(twice.error?.code).toBe("email_exists");
    });
  });
}
