import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const loads = (entry: string): string[] => {
  const url = new URL(`../src/${entry}`, import.meta.url).href;
  const script = `import { registerHooks } from "node:module";
    const seen = [];
    registerHooks({ load(url, context, next) { seen.push(url); return next(url, context); } });
    await import(${JSON.stringify(url)});
    console.log(JSON.stringify(seen));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    cwd: fileURLToPath(new URL("..", import.meta.url)),
  });
  return JSON.parse(output);
};

test.each([
  ["meta/index.ts", /\/undici\/|\/src\/evolution\/|safe-fetch/],
  ["evolution/index.ts", /\/undici\/|\/src\/meta\//],
  ["index.ts", /\/undici\/|\/src\/(meta|evolution)\//],
])("%s loads neither undici nor another provider", (entry, forbidden) => {
  const urls = loads(entry);
  expect(urls.length).toBeGreaterThan(1);
  expect(urls.filter((url) => forbidden.test(url))).toEqual([]);
});
