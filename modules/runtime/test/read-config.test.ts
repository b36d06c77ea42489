import { expect, test } from "vitest";
import * as z from "zod";
import { commonShape, publishShape, pushShape } from "../src/common-shape.ts";
import { readConfig } from "../src/read-config.ts";

class Exited extends Error {}

function read(shape: z.ZodRawShape, env: Record<string, string | undefined>) {
  let written = "";
  let code: number | undefined;
  const exit = (given: number): never => {
    code = given;
    throw new Exited();
  };
  try {
    return { config: readConfig(shape, env, { exit, write: (text) => (written += text) }), written, code };
  } catch (thrown) {
    if (!(thrown instanceof Exited)) throw thrown;
    return { config: undefined, written, code };
  }
}

const good = {
  APP_ENV: "local",
  SERVICE_NAME: "test-worker",
  GCP_PROJECT_ID: "nova-local",
  SUPABASE_URL: "http://127.0.0.1:54321",
  SUPABASE_SERVICE_KEY: "key-marker",
  SUPABASE_PROJECT_REF: "local",
};

test("a complete environment is parsed, with defaults and the platform's port", () => {
  expect(read(commonShape, good).config).toMatchObject({ APP_ENV: "local", LOG_LEVEL: "info", PORT: 8080 });
  expect(read(commonShape, { ...good, PORT: "9090" }).config).toMatchObject({ PORT: 9090 });
});

test("everything missing and everything wrong is in one list, in two languages, without a single value", () => {
  const env = {
    ...good,
    APP_ENV: "prod-marker",
    SUPABASE_URL: "not-a-marker",
    GCP_PROJECT_ID: undefined,
    PORT: "port-marker",
  };
  const { written, code } = read(commonShape, env);
  expect(code).toBe(1);
  expect(written).not.toContain("marker");
  expect(written).toBe(
    [
      "Configuração incompleta ou inválida (4); o serviço não iniciou:",
      "  - APP_ENV         valor inválido; espera-se um de: local, test, staging, production",
      "  - GCP_PROJECT_ID  falta; espera-se um texto",
      "  - SUPABASE_URL    valor inválido; espera-se um endereço (URL)",
      "  - PORT            valor inválido; espera-se 1–65535",
      "Missing or wrong configuration (4); the service did not start:",
      "  - APP_ENV         wrong value; expected one of: local, test, staging, production",
      "  - GCP_PROJECT_ID  missing; expected a text",
      "  - SUPABASE_URL    wrong value; expected a URL",
      "  - PORT            wrong value; expected 1–65535",
      "",
    ].join("\n"),
  );
});

test("an empty variable is a missing one", () => {
  const { written } = read(commonShape, { ...good, SUPABASE_SERVICE_KEY: " " });
  expect(written).toContain("SUPABASE_SERVICE_KEY  falta;");
  expect(read(commonShape, { ...good, DISCORD_WEBHOOK_URL: "" }).config).toBeDefined();
});

test("space around a value is not part of it: a secret written with echo ends in a newline", () => {
  const { config } = read(commonShape, { ...good, SUPABASE_SERVICE_KEY: " key-marker\n" });
  expect(config).toMatchObject({ SUPABASE_SERVICE_KEY: "key-marker" });
});

test.each(["localhost:54321", "127.0.0.1:54321", "ftp://db.example", "//db.example"])(
  "an address that cannot be called over HTTP is wrong: %s",
  (address) => {
    const { written, code } = read(commonShape, { ...good, SUPABASE_URL: address });
    expect(code).toBe(1);
    expect(written).toContain("SUPABASE_URL  wrong value; expected a URL");
  },
);

test.each(["http://127.0.0.1:8085", "127.0.0.1", "host:port"])("%s is no host and port", (host) => {
  const { written } = read({ ...commonShape, ...publishShape }, { ...good, PUBSUB_EMULATOR_HOST: host });
  expect(written).toContain("PUBSUB_EMULATOR_HOST  wrong value; expected host:port");
});

test("Telegram is configured as a whole or not at all, so that no alert goes nowhere", () => {
  const { written, code } = read(commonShape, { ...good, TELEGRAM_BOT_TOKEN: "1:marker" });
  expect(code).toBe(1);
  expect(written).toContain("TELEGRAM_CHAT_ID  missing, since TELEGRAM_BOT_TOKEN is set");
});

test("push verification is configured as a whole or not at all", () => {
  const shape = { ...commonShape, ...pushShape };
  expect(read(shape, good).config).toBeDefined();
  const { written, code } = read(shape, { ...good, PUSH_OIDC_AUDIENCE: "https://service.example" });
  expect(code).toBe(1);
  expect(written).toContain("PUSH_OIDC_JWKS_URL    missing, since PUSH_OIDC_AUDIENCE is set");
  expect(written).toContain("PUSH_SERVICE_ACCOUNT  missing, since PUSH_OIDC_AUDIENCE is set");
});

test.each([
  ["a number", z.coerce.number(), "expected a number"],
  ["a long secret", z.string().min(32), "at least 32 characters"],
  ["its own description", z.string().length(44).describe("base64, 32 bytes"), "expected base64, 32 bytes"],
  ["a list of texts", z.stringbool(), "expected one of: true"],
  ["an optional address", z.url().optional(), "expected a URL"],
  ["a UUID", z.uuid(), "expected a UUID"],
])("what is expected is said in words: %s", (_what, schema, text) => {
  expect(read({ SOMETHING: schema }, { SOMETHING: "?" }).written).toContain(text);
});
