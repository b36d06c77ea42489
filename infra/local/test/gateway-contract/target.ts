import { createTestDatabase } from "@nova/testing";
import { startGateway } from "../../src/gateway/index.ts";

export type ContractTarget = {
  url: string;
  anonKey: string;
  serviceKey: string;
  databaseUrl: string;
  close(): Promise<void>;
};

export const keys = {
  anonKey: "sb_publishable_contract",
  serviceKey: "sb_secret_contract",
  jwtSecret: "a-secret-of-at-least-thirty-two-characters",
};

/** The API under test: a hosted project if the environment names one, else a gateway on a database of its own. */
export async function openContractTarget(
  environment: NodeJS.ProcessEnv = process.env,
): Promise<ContractTarget> {
  const url = environment.NOVA_CONTRACT_SUPABASE_URL;
  if (url) {
    return {
      url,
      anonKey: environment.NOVA_CONTRACT_ANON_KEY ?? "",
      serviceKey: environment.NOVA_CONTRACT_SERVICE_KEY ?? "",
      databaseUrl: environment.NOVA_CONTRACT_DATABASE_URL ?? "",
      close: async () => {},
    };
  }
  const database = await createTestDatabase();
  const gateway = await startGateway({ databaseUrl: database.url, port: 0, keys });
  return {
    url: gateway.url,
    anonKey: keys.anonKey,
    serviceKey: keys.serviceKey,
    databaseUrl: database.url,
    close: async () => {
      await gateway.close();
      await database.close();
    },
  };
}
