import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { explanationSchema } from "@nova/whatsapp/inbound";
import { expect, test } from "vitest";

const command = fileURLToPath(new URL("../src/commands/explain-webhook.ts", import.meta.url));
const samples = fileURLToPath(new URL("../../../modules/whatsapp/test/data/", import.meta.url));

/** As npm runs it: in the project, for a person who stands elsewhere. */
async function explain(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const environment = { ...process.env, INIT_CWD: samples };
  const ran = promisify(execFile)(process.execPath, [command, ...args], { env: environment });
  return ran.then(
    ({ stdout, stderr }) => ({ code: 0, out: stdout, err: stderr }),
    (error) => ({ code: error.code, out: error.stdout, err: error.stderr }),
  );
}

test("a body is explained as JSON and nothing else, from a file named from where one stands", async () => {
  const { code, out } = await explain("uazapi", "uazapi/list-response.json");
  expect(code).toBe(0);
  expect(explanationSchema.parse(JSON.parse(out)).events).toMatchObject([
    {
      kind: "message",
      sender: "a1B2c3",
      externalId: "ACB7329017D87325CF22B764C748FEA5",
      direction: "in",
      phone: "5511900000021",
      lid: "220000000000021@lid",
      name: "Júlia Ramos",
      type: "list-reply",
      text: "Fones",
      buttonPayload: "fones",
      media: null,
      at: "2026-03-12T12:05:00.000Z",
    },
  ]);
});

test("what goes no further is told with its reason", async () => {
  const { out } = await explain("evolution", "evolution/group-message.json");
  expect(JSON.parse(out)).toEqual({
    provider: "evolution",
    events: [],
    ignored: [{ reason: "group message", sender: "loja-exemplo" }],
  });
});

test("what is no JSON is explained too", async () => {
  const { code, out } = await explain("meta", "README.md");
  expect([code, JSON.parse(out).ignored]).toEqual([0, [{ reason: "not JSON", sender: null }]]);
});

test.each([
  ["an unknown provider", ["telegram", "meta/text.json"], "meta, evolution, uazapi, lancepilot"],
  ["a file that is not there", ["meta", "meta/nothing.json"], "meta/nothing.json"],
  ["a folder", ["meta", "meta"], "EISDIR"],
  ["no file", ["meta"], "Usage:"],
  ["too much", ["meta", "meta/text.json", "x"], "Usage:"],
])("%s is refused with what is expected, and nothing on the output", async (_, args, words) => {
  const { code, out, err } = await explain(...args);
  expect([code, out]).toEqual([1, ""]);
  expect(err).toContain(words);
  expect(err).not.toContain(" at ");
});
