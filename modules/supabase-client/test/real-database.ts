import { type Gateway, startGateway } from "@nova/local/gateway";
import { createTestDatabase } from "@nova/testing";
import { createDatabase, type NovaDatabase } from "../src/index.ts";

export const keys = {
  anonKey: "sb_publishable_client",
  serviceKey: "sb_secret_client",
  jwtSecret: "a-secret-of-at-least-thirty-two-characters",
};

/** A gateway on a database of its own, and the client that services use, which notes what it calls. */
export async function openRealDatabase() {
  const database = await createTestDatabase();
  const gateway: Gateway = await startGateway({ databaseUrl: database.url, port: 0, keys });
  const called = new Set<string>();
  const noting: typeof fetch = (input, init) => {
    called.add(String(input instanceof Request ? input.url : input).split("/rpc/")[1] ?? "");
    return fetch(input, init);
  };
  const nova = createDatabase({ url: gateway.url, serviceKey: keys.serviceKey, fetch: noting });
  return {
    nova,
    pool: database.pool,
    gatewayUrl: gateway.url,
    called,
    close: async () => {
      await gateway.close();
      await database.close();
    },
  };
}

/** Every method of the client by its path, as `sends.claim`. */
export function methodsOf(nova: NovaDatabase): string[] {
  return Object.entries(nova).flatMap(([group, methods]) =>
    Object.keys(methods).map((name) => `${group}.${name}`),
  );
}

/** The same client, noting which methods are used. */
export function watched(database: NovaDatabase, used: Set<string>): NovaDatabase {
  const watch = <T extends object>(group: string, methods: T): T =>
    new Proxy(methods, {
      get: (target, name, receiver) => {
        used.add(`${group}.${String(name)}`);
        return Reflect.get(target, name, receiver);
      },
    });
  const {
    sends,
    senders,
    campaigns,
    webhooks,
    operations,
    breaker,
    platform,
    platformSenders,
    platformPauses,
    platformRecords,
    platformContacts,
    platformLists,
    platformImports,
    platformCampaigns,
    platformRecipients,
    platformAudience,
    platformTemplates,
    schedules,
    conversations,
  } = database;
  return {
    sends: watch("sends", sends),
    senders: watch("senders", senders),
    campaigns: watch("campaigns", campaigns),
    webhooks: watch("webhooks", webhooks),
    conversations: watch("conversations", conversations),
    operations: watch("operations", operations),
    breaker: watch("breaker", breaker),
    platform: watch("platform", platform),
    platformSenders: watch("platformSenders", platformSenders),
    platformPauses: watch("platformPauses", platformPauses),
    platformRecords: watch("platformRecords", platformRecords),
    platformContacts: watch("platformContacts", platformContacts),
    platformLists: watch("platformLists", platformLists),
    platformImports: watch("platformImports", platformImports),
    platformCampaigns: watch("platformCampaigns", platformCampaigns),
    platformRecipients: watch("platformRecipients", platformRecipients),
    platformAudience: watch("platformAudience", platformAudience),
    platformTemplates: watch("platformTemplates", platformTemplates),
    schedules: watch("schedules", schedules),
  };
}
