import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "@nova/local/sandbox";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { createModel, type Model } from "../src/index.ts";

/** A parsed body: its shape is what the test asserts. */
type Json = ReturnType<typeof JSON.parse>;

export const KEY = "sk-sandbox-0123456789";

/** One sandbox for a test file: its script and faults are those of a fresh one before each test. */
export function useSandbox() {
  const folder = mkdtempSync(join(tmpdir(), "llm-"));
  let sandbox: Awaited<ReturnType<typeof startSandbox>>;

  async function control(method: string, path: string, body?: unknown): Promise<Json> {
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      signal: AbortSignal.timeout(8_000),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  }

  beforeAll(async () => {
    sandbox = await startSandbox({
      port: 0,
      recordFile: join(folder, "record.jsonl"),
      metaAppSecret: "app-secret",
      metaVerifyToken: "verify-me",
      openAiKey: KEY,
      openAiModels: ["cheap", "strong", "gpt-4o-mini-transcribe", "text-embedding-3-small"],
    });
  });
  beforeEach(async () => {
    await control("DELETE", "faults");
    await control("DELETE", "model-calls");
    await control("PUT", "model", { rules: [{ when: { text: "^oi$" }, content: "Olá!" }] });
  });
  afterAll(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    model: (options: { apiKey?: string; timeoutMs?: number } = {}): Model =>
      createModel({ apiKey: KEY, baseURL: `${sandbox.url}/openai/v1`, ...options }),
    script: (...rules: object[]) => control("PUT", "model", { rules }),
    fault: (fault: object) => control("POST", "faults", { provider: "openai", ...fault }),
    asked: async (): Promise<number> => (await control("GET", "model-calls")).asked,
    lastRequest: async () => (await control("GET", "model-calls")).calls.at(-1).request,
  };
}
