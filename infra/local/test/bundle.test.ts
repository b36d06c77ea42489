import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bundleAll, bundleService } from "../src/bundle.ts";

const localPackage = fileURLToPath(new URL("../", import.meta.url));
let services = "";
let empty = "";

beforeEach(async () => {
  // Inside the package, so that its dependencies are found.
  services = await mkdtemp(join(localPackage, "node_modules", ".bundle-test-"));
  empty = await mkdtemp(join(tmpdir(), "nova vazio "));
});
afterEach(async () => {
  await rm(services, { recursive: true, force: true });
  await rm(empty, { recursive: true, force: true });
});

test("a bundle runs in an empty folder with its manifest inside", async () => {
  await service(
    "lead-welcome",
    `import manifest from "../service.json" with { type: "json" }; console.log(manifest.name);`,
  );
  expect(await runAlone("lead-welcome")).toBe("lead-welcome\n");
});

test("what is reached through import() runs only when asked for, CommonJS and ESM alike", async () => {
  await service(
    "lead-lazy",
    [
      `if (process.argv[2]) { const { heavy } = await import("./heavy.ts"); const { old } = await import("./old.cjs"); console.log(heavy, old); }`,
      `else console.log("light");`,
    ].join("\n"),
    {
      "heavy.ts": `console.log("heavy evaluated"); export const heavy = "heavy";`,
      "old.cjs": `console.log("old evaluated"); const path = require("node:path"); exports.old = path.basename(__filename) + typeof __dirname;`,
    },
  );
  expect(await runAlone("lead-lazy")).toBe("light\n");
  expect(await runAlone("lead-lazy", "go")).toBe(
    "heavy evaluated\nold evaluated\nheavy lead-lazy.mjsstring\n",
  );
});

test("Google's Pub/Sub client is inside, works, and costs nothing until it is used", async () => {
  await service(
    "lead-heavy",
    `
    if (process.argv[2]) {
      const { v1 } = await import("@google-cloud/pubsub");
      const client = new v1.PublisherClient({ projectId: "p", apiEndpoint: "127.0.0.1", port: 9, sslCreds: (await import("@grpc/grpc-js")).credentials.createInsecure() });
      const failure = await client.publish({ topic: "projects/p/topics/t", messages: [{ data: Buffer.from("x") }] }, { timeout: 300, maxRetries: 0 }).catch((error) => error);
      console.log(typeof failure.code);
      process.exit(0);
    }
    console.log(process.memoryUsage().rss < 90e6 ? "light" : "heavy");`,
  );
  expect(await runAlone("lead-heavy")).toBe("light\n");
  expect(await runAlone("lead-heavy", "go")).toBe("number\n");
});

test("nothing is rebuilt while no source changes, and a change in any source is seen", async () => {
  await service("lead-same", `import { word } from "./word.ts"; console.log(word);`, {
    "word.ts": `export const word = "one";`,
  });
  const out = join(empty, "lead-same.mjs");
  await bundleService(join(services, "lead-same"), out);
  const first = (await stat(out)).mtimeMs;
  await bundleService(join(services, "lead-same"), out);
  expect((await stat(out)).mtimeMs).toBe(first);
  await writeFile(join(services, "lead-same", "src", "word.ts"), `export const word = "another";`);
  expect(await runAlone("lead-same")).toBe("another\n");
});

test("all folders with a manifest are bundled, the template is not", async () => {
  await service("lead-one", "console.log(1);");
  await service("lead-two", "console.log(2);");
  await service("_template", "this is not TypeScript");
  await mkdir(join(services, "notes"));
  const files = await bundleAll(services, empty);
  expect(files).toEqual({ "lead-one": join(empty, "lead-one.mjs"), "lead-two": join(empty, "lead-two.mjs") });
});

async function service(name: string, main: string, files: Record<string, string> = {}): Promise<void> {
  const src = join(services, name, "src");
  await mkdir(src, { recursive: true });
  await writeFile(join(services, name, "service.json"), JSON.stringify({ name }));
  for (const [file, text] of Object.entries({ "main.ts": main, ...files }))
    await writeFile(join(src, file), text);
}

async function runAlone(name: string, ...args: string[]): Promise<string> {
  const alone = await mkdtemp(join(tmpdir(), "nova só "));
  try {
    await bundleService(join(services, name), join(empty, `${name}.mjs`));
    await cp(join(empty, `${name}.mjs`), join(alone, `${name}.mjs`));
    const run = spawnSync(process.execPath, [`${name}.mjs`, ...args], {
      cwd: alone,
      encoding: "utf8",
      timeout: 15_000,
      // Google's client must not look for a metadata server.
      env: { ...process.env, METADATA_SERVER_DETECTION: "none" },
    });
    return run.status === 0 ? run.stdout : run.stdout + run.stderr;
  } finally {
    await rm(alone, { recursive: true, force: true });
  }
}
