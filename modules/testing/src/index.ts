export { type BrowserRole, createTestDatabase, type TestDatabase } from "./test-database.ts";
export { startTestGateway } from "./test-gateway.ts";
