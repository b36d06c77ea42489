import { administer, createTemplate, publishTestServer, startTestServer } from "./test-server.ts";

/**
 * Vitest's global set-up: one PostgreSQL per run, migrated once. If that fails, only the tests that ask for a
 * database fail, each saying why; the others need none.
 */
export default async function setup(): Promise<() => Promise<void>> {
  let server: Awaited<ReturnType<typeof startTestServer>> | undefined;
  try {
    server = await startTestServer();
    const { url, stop } = server;
    const template = await createTemplate(url);
    publishTestServer({ url, template });
    return async () => {
      await administer(url, `drop database if exists ${template} with (force)`);
      await stop();
    };
  } catch (error) {
    publishTestServer({ failure: error instanceof Error ? error.message : String(error) });
    return async () => server?.stop();
  }
}
