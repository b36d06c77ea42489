import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { checkLayers } from "../src/check-layers.ts";
import { withDiagram } from "../src/diagram-section.ts";
import { loadManifests } from "../src/load-manifests.ts";
import { contractNameOf, renderTopicIndex, topicFolder } from "../src/topic-index.ts";

const roots: string[] = [];
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true });
});

function repository(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), "nova-topology-"));
  roots.push(root);
  for (const folder of ["services", "modules/error-handler", "modules/queue"])
    mkdirSync(join(root, folder), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const manifest = (name: string) =>
  JSON.stringify({ name, purpose: "Stands in for a service.", trigger: { http: "internal" }, run: {} });

test("manifests are read by name, with their defaults; the template and leftovers are none", () => {
  const root = repository({
    "services/b-two/service.json": manifest("b-two"),
    "services/a-one/service.json": manifest("a-one"),
    "services/_template/service.json": "{}",
    "services/old-gone/node_modules/x/index.js": "",
  });
  const manifests = loadManifests(join(root, "services"));
  expect(manifests.map(({ name }) => name)).toEqual(["a-one", "b-two"]);
  expect(manifests[0]?.run).toMatchObject({ concurrency: 80, timeoutSeconds: 600 });
});

test("all that is wrong with the manifests is said at once, by file and path", () => {
  const wrong = JSON.parse(manifest("d-four"));
  const root = repository({
    "services/a-one/package.json": "{}",
    "services/b-two/service.json": "{oops",
    "services/c-three/service.json": manifest("c-other"),
    "services/d-four/service.json": JSON.stringify({ ...wrong, run: { cpu: 99 }, extra: 1 }),
  });
  expect(() => loadManifests(join(root, "services"))).toThrow(
    /a-one\/service\.json: missing[\s\S]*b-two\/service\.json: not JSON[\s\S]*c-three\/service\.json: name is "c-other"[\s\S]*d-four\/service\.json: run\.cpu[\s\S]*d-four\/service\.json: \(root\): .*extra/,
  );
});

test("code that keeps to its layer is fine", () => {
  const root = repository({
    "services/a-one/src/main.ts":
      'import { x } from "@nova/queue";\nimport "./config.ts";\nconst e = process.env.X;\n',
    "services/a-one/src/config.ts": "// process.env is read in main.ts\nexport const a = 1;\n",
    "services/a-one/test/main.test.ts":
      'import { t } from "@nova/testing";\nimport { c } from "../src/config.ts";\n',
    "modules/queue/src/index.ts":
      'export { AppError } from "@nova/error-handler";\nimport { x } from "@nova/queue/oidc";\n',
  });
  mkdirSync(join(root, "modules/testing"));
  mkdirSync(join(root, "modules/queue/node_modules"));
  symlinkSync(root, join(root, "modules/queue/node_modules/loop"));
  expect(checkLayers(root)).toEqual([]);
});

test.each([
  ["a service that imports a service", "services/a-one/src/x.ts", 'import "@nova/b-two";', "modules only"],
  [
    "a service that reaches into a service",
    "services/a-one/src/x.ts",
    'import { y } from "../../b-two/src/y.ts";',
    "leaves services/a-one",
  ],
  [
    "a service's test that knows another",
    "services/a-one/test/x.test.ts",
    'import "@nova/b-two";',
    "never knows another",
  ],
  [
    "a service that needs the local stack",
    "services/a-one/src/x.ts",
    'export * from "@nova/local";',
    "modules only",
  ],
  [
    "a service that ships test code",
    "services/a-one/src/x.ts",
    'import { t } from "@nova/testing";',
    "outside of a test",
  ],
  [
    "a lazy import of another layer",
    "modules/error-handler/src/x.ts",
    'const q = await import("@nova/queue");',
    "nothing of ours",
  ],
  [
    "an import over several lines",
    "modules/error-handler/src/x.ts",
    'import {\n  a,\n  b,\n} from "@nova/queue";',
    "nothing of ours",
  ],
  [
    "a type of another layer",
    "modules/notify/src/x.ts",
    'import type { Topic } from "@nova/queue";',
    "may import error-handler",
  ],
  [
    "the environment read outside main.ts",
    "services/a-one/src/x.ts",
    "export const x = process.env.HOME;",
    "read the environment",
  ],
  [
    "the environment read in a module",
    "modules/queue/src/x.ts",
    "export const { HOME } = process.env;",
    "read the environment",
  ],
  ["a file of 201 lines", "modules/queue/src/x.ts", "export {};\n".repeat(201), "201 lines"],
  ["a file in camel case", "modules/queue/src/decodePush.ts", "export {};", "kebab-case"],
  ["a file of odds and ends", "modules/queue/src/utils.ts", "export {};", "name it for what it does"],
])("a broken rule is named with its file: %s", (_what, path, text, problem) => {
  const [found, ...more] = checkLayers(repository({ [path]: text }));
  expect(found).toContain(`${path}: `);
  expect(found).toContain(problem);
  expect(more).toEqual([]);
});

test("the diagram replaces only what stands between its markers, twice as well as once", () => {
  const document = "# Título\n\n<!-- topology:start -->\nold\n<!-- topology:end -->\n\nTexto depois.\n";
  const once = withDiagram(document, "flowchart LR");
  expect(once).toMatch(
    /^# Título\n\n<!-- topology:start -->[\s\S]*flowchart LR[\s\S]*<!-- topology:end -->\n\nTexto depois\.\n$/,
  );
  expect(once).not.toContain("old");
  expect(withDiagram(once, "flowchart LR")).toBe(once);
});

test("a document without markers gets them at its end", () => {
  const written = withDiagram("# Título\n", "flowchart LR");
  expect(written.startsWith("# Título\n\n<!-- topology:start -->")).toBe(true);
  expect(withDiagram(written, "flowchart LR")).toBe(written);
});

test("the list of contracts names every file of its folder", () => {
  const root = repository({ [`${topicFolder}/report-daily.ts`]: "", [`${topicFolder}/index.ts`]: "" });
  expect(renderTopicIndex(root)).toContain('import { reportDaily } from "./report-daily.ts";');
  expect(renderTopicIndex(root)).toContain('  "report-daily": reportDaily,');
  expect(renderTopicIndex(repository({}))).toContain("ownTopics = {};");
  expect(contractNameOf("hotmart-purchase-approved")).toBe("hotmartPurchaseApproved");
});
