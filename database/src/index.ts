export { bootstrapSupabase } from "./bootstrap-supabase.ts";
export { databaseConfig, withDatabase } from "./connect.ts";
export { generateTypes } from "./generate-types.ts";
export { loadSeed } from "./load-seed.ts";
export { type Applied, type MigrateOptions, migrate } from "./migrate.ts";
export { MigrationError } from "./migration-error.ts";
export { migrationStatus } from "./migration-status.ts";
