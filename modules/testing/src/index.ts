export { type BrowserRole, createTestDatabase, type TestDatabase } from "./test-database.ts";
