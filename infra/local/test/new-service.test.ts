import { rmSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { parseRequest } from "../src/new-service/parse-request.ts";
import { sampleOf } from "../src/new-service/sample-of.ts";
import { createWorkspaceCopy } from "./new-service-workspace.ts";

const copy = createWorkspaceCopy();
const outputs: string[] = [];

beforeAll(async () => {
  for (const args of [
    ["hotmart-sync"],
    ["report-worker", "--topic", "report-daily"],
    ["order-intake", "--http", "public"],
    ["order-audit", "--http", "internal"],
  ]) {
    const { code, output } = await copy.newService(...args);
    expect(output, args.join(" ")).toContain("Próximos passos");
    expect(code).toBe(0);
    outputs.push(output);
  }
  // Somebody publishes a topic that has a contract with a required field; this is its consumer.
  const intake = "services/order-intake/service.json";
  copy.write(intake, copy.read(intake).replace('"publishes": []', '"publishes": ["whatsapp-send"]'));
  const consumer = await copy.newService("order-worker", "--topic", "whatsapp-send");
  expect(consumer.output).toContain("Próximos passos");
}, 120_000);

afterAll(() => rmSync(copy.root, { recursive: true, force: true }));

test("new services pass the topology and layer checks with no other edit", async () => {
  const { code, output } = await copy.run(process.execPath, ["modules/topology/src/check-cli.ts"]);
  expect(output).toContain("Topology and layers are fine");
  expect(code).toBe(0);
});

test("new services pass the type check and the linter", async () => {
  const include = ["services", "modules/queue/src"];
  copy.write("tsconfig.new.json", JSON.stringify({ extends: "./tsconfig.base.json", include }));
  const types = await copy.bin("tsc", ["-p", "tsconfig.new.json"]);
  expect(types.output).toBe("");
  expect(types.code).toBe(0);
  const lint = await copy.bin("biome", ["check", "services", "modules/queue/src"]);
  expect(lint.output).toContain("No fixes applied");
  expect(lint.code).toBe(0);
});

test("new services pass their own tests", async () => {
  copy.write(
    "vitest.new.mjs",
    'export default { test: { include: ["services/*-*/test/*.test.ts"], maxWorkers: 1 } };\n',
  );
  const { code, output } = await copy.bin("vitest", ["run", "--config", "vitest.new.mjs"]);
  expect(output).toMatch(/Tests\s+\d\d passed/);
  expect(output).not.toContain("failed");
  expect(code).toBe(0);
});

test("new services are in the diagram, and their contracts in the list", () => {
  const diagram = copy.read("docs/arquitetura.md");
  for (const name of ["hotmart-sync", "report-worker", "report-daily", "report-daily-dead", "order-intake"]) {
    expect(diagram).toContain(`"${name}"`);
  }
  expect(copy.read("modules/queue/src/topics/index.ts")).toContain('"report-daily": reportDaily');
});

test("nothing of the template's names is left behind", async () => {
  const { output } = await copy.run("grep", [
    "-rniE",
    "example-?(task|topic)",
    "--include=*.*",
    "services/hotmart-sync/src",
    "services/report-worker/test",
    "services/order-intake",
  ]);
  expect(output).toBe("");
});

test("a service that exists is not written over", async () => {
  const before = copy.read("services/hotmart-sync/service.json");
  const { code, output } = await copy.newService("hotmart-sync");
  expect(output).toContain('"hotmart-sync" já existe');
  expect(code).toBe(2);
  expect(copy.read("services/hotmart-sync/service.json")).toBe(before);
});

test.each([
  ["no name", [], "Falta o nome"],
  ["one word", ["hotmart"], "<domínio>-<ação>"],
  ["capitals", ["Hotmart-Sync"], "<domínio>-<ação>"],
  ["a path", ["../evil-name"], "<domínio>-<ação>"],
  ["digits and underscores", ["hot_mart-2"], "<domínio>-<ação>"],
  ["a name too long for Cloud Run", [`a-${"b".repeat(48)}`], "até 49"],
  ["a package's name", ["error-handler"], "já existe"],
  ["the template's own prefix", ["_template"], "<domínio>-<ação>"],
  ["a topic that is no topic", ["hotmart-sync", "--topic", "Vendas"], "--topic"],
  ["a topic named like a dead letter", ["hotmart-sync", "--topic", "hotmart-dead"], "fila morta"],
  ["two ingress kinds", ["hotmart-sync", "--topic", "hotmart-sync", "--http", "public"], "uma única entrada"],
  ["an unknown exposure", ["hotmart-sync", "--http", "open"], "public ou internal"],
  ["an unknown option", ["hotmart-sync", "--fila", "x"], "--fila"],
  ["two names", ["hotmart-sync", "hotmart-async"], "Nomes demais"],
])("a wrong request says what is wrong: %s", (_what, args, text) => {
  const parsed = parseRequest(args, ["error-handler"]);
  expect(parsed.ok).toBe(false);
  expect(parsed.ok ? "" : parsed.problems.join(" ")).toContain(text);
});

test.each([
  ["nothing required", z.object({ id: z.uuid().optional() })],
  ["ids", z.object({ id: z.uuid(), ids: z.array(z.uuid()).min(1) })],
  ["dates and numbers", z.object({ day: z.iso.date(), at: z.iso.datetime(), count: z.int().min(3) })],
  ["choices", z.object({ kind: z.enum(["a", "b"]), flag: z.boolean(), one: z.literal("x") })],
  ["unions", z.object({ value: z.union([z.string().min(5), z.number()]) })],
])("a message can be made up from a contract: %s", (_what, schema) => {
  expect(schema.safeParse(sampleOf(schema)).success).toBe(true);
});
