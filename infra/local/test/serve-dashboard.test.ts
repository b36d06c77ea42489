import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Dashboard, serveDashboard } from "../src/dashboard/serve-dashboard.ts";

let folder: string;
let dashboard: Dashboard;
const settings = {
  VITE_SUPABASE_URL: "http://127.0.0.1:54321",
  VITE_SUPABASE_ANON_KEY: 'sb_"key"&<x>',
  VITE_API_URL: "http://127.0.0.1:8080",
};

beforeAll(async () => {
  const outer = await mkdtemp(join(tmpdir(), "nova-dashboard-"));
  folder = join(outer, "dist");
  await mkdir(join(folder, "assets"), { recursive: true });
  await writeFile(
    join(folder, "index.html"),
    '<meta name="nova-settings" content="" /><div id="root"></div>',
  );
  await writeFile(join(folder, "assets", "app-1.js"), "console.log(1);".repeat(200));
  await writeFile(join(outer, "secret.js"), "secret");
  dashboard = await serveDashboard({
    port: 0,
    folder: Promise.resolve(folder),
    settings,
    elsewhere: (path) => (path.startsWith("/webhooks/") ? `http://127.0.0.1:8070${path}` : undefined),
  });
});
afterAll(async () => {
  await dashboard.close();
  await rm(join(folder, ".."), { recursive: true, force: true });
});

const get = (path: string) =>
  fetch(`${dashboard.url}${path}`, { redirect: "manual", signal: AbortSignal.timeout(30_000) });

test.each(["/", "/campaigns/1?tab=failures", "/senders"])(
  "%s is the page, with the settings of now",
  async (path) => {
    const page = await get(path);
    const text = await page.text();
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const content = /content="([^"]*)"/.exec(text)?.[1] ?? "";
    expect(JSON.parse(content.replaceAll("&quot;", '"').replaceAll("&amp;", "&"))).toEqual(settings);
  },
);

test("a page may talk to its two servers and to nobody else", async () => {
  const policy = (await get("/")).headers.get("content-security-policy");
  expect(policy).toContain(
    "connect-src 'self' http://127.0.0.1:54321 http://127.0.0.1:8080 ws://127.0.0.1:54321 ws://127.0.0.1:8080;",
  );
  expect(policy).toContain("default-src 'self'");
});

test("files are kept for good, since their names change with them, and sent zipped", async () => {
  const file = await get("/assets/app-1.js");
  expect(file.headers.get("cache-control")).toContain("immutable");
  expect(file.headers.get("content-encoding")).toBe("gzip");
  expect(await file.text()).toContain("console.log(1);");
});

test("a file that is not there is not the page", async () => {
  expect((await get("/assets/gone-2.js")).status).toBe(404);
});

test.each(["/../secret.js", "/assets/../../secret.js", "/%2e%2e/secret.js", "/..%2fsecret.js"])(
  "%s leaves the build nowhere",
  async (path) => {
    const { hostname, port } = new URL(dashboard.url);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      request({ hostname, port, path }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on("error", reject)
        .end();
    });
    expect(status).toBe(404);
  },
);

test("what the dashboard has not is found elsewhere", async () => {
  const page = await get("/webhooks/7");
  expect(page.status).toBe(302);
  expect(page.headers.get("location")).toBe("http://127.0.0.1:8070/webhooks/7");
});
