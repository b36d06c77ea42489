import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("the vendor's client is not loaded before it is needed", () => {
  const url = new URL("../src/index.ts", import.meta.url).href;
  const script = `import { registerHooks } from "node:module";
    const seen = [];
    registerHooks({ load(url, context, next) { seen.push(url); return next(url, context); } });
    const { createModel } = await import(${JSON.stringify(url)});
    createModel({ apiKey: "sk-example", baseURL: "http://127.0.0.1:9/v1" });
    console.log(JSON.stringify(seen));`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    cwd: fileURLToPath(new URL("..", import.meta.url)),
  });
  const urls: string[] = JSON.parse(output);
  expect(urls.length).toBeGreaterThan(3);
  expect(urls.filter((one) => one.includes("/openai/"))).toEqual([]);
});
