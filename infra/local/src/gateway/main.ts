import { AppError } from "@nova/error-handler";
import * as z from "zod";
import { startGateway } from "./index.ts";

const environment = z.object({
  DATABASE_URL: z.string().min(1),
  PORT: z.coerce.number().int().min(0).max(65_535).default(54_321),
  HOST: z.string().default("127.0.0.1"),
  SUPABASE_ANON_KEY: z.string().min(1),
  SUPABASE_SERVICE_KEY: z.string().min(1),
  SUPABASE_JWT_SECRET: z.string().min(32),
});

const parsed = environment.safeParse(process.env);
if (!parsed.success) {
  throw new AppError(
    "gateway.config",
    `Missing or wrong: ${parsed.error.issues.map(({ path }) => path.join(".")).join(", ")}`,
    {
      retry: "never",
    },
  );
}
const { DATABASE_URL, PORT, HOST, SUPABASE_ANON_KEY, SUPABASE_SERVICE_KEY, SUPABASE_JWT_SECRET } =
  parsed.data;
const gateway = await startGateway({
  databaseUrl: DATABASE_URL,
  port: PORT,
  host: HOST,
  keys: { anonKey: SUPABASE_ANON_KEY, serviceKey: SUPABASE_SERVICE_KEY, jwtSecret: SUPABASE_JWT_SECRET },
});
process.once("SIGTERM", () => void gateway.close().then(() => process.exit(0)));
process.once("SIGINT", () => void gateway.close().then(() => process.exit(0)));
console.log(JSON.stringify({ ready: true, port: gateway.port }));
