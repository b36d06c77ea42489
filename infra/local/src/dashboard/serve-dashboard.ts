import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

type Given = {
  port: number;
  /** The build; awaited by the first request, so that nothing waits for it to start. */
  folder: Promise<string>;
  /** Public settings, written into the page: one build serves any address. */
  settings: Record<"VITE_SUPABASE_URL" | "VITE_SUPABASE_ANON_KEY" | "VITE_API_URL", string>;
  /** Where pages are that the dashboard has not. */
  elsewhere?: (path: string) => string | undefined;
};
export type Dashboard = { url: string; close(): Promise<void> };
type File = { bytes: Buffer; zipped: Buffer | undefined; type: string; isFixed: boolean };

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const compress = promisify(gzip);

/** Serves the built dashboard as a static host would: its files, and the page for every other address. */
export async function serveDashboard({ port, folder, settings, elsewhere }: Given): Promise<Dashboard> {
  const files = new Map<string, Promise<File>>();
  const policy = securityPolicy(Object.values(settings).filter((value) => value.startsWith("http")));

  async function read(path: string): Promise<File> {
    const root = await folder;
    const file = normalize(join(root, path));
    if (!file.startsWith(root + sep)) throw new Error("outside of the build");
    const type = types[extname(file)] ?? "application/octet-stream";
    const content = await readFile(file);
    const bytes = path === "/index.html" ? fillIn(content, settings) : content;
    const zipped = /^(text|image\/svg)/.test(type) ? await compress(bytes) : undefined;
    return { bytes, zipped, type, isFixed: path.startsWith("/assets/") };
  }
  function find(path: string): Promise<File> {
    const known = files.get(path) ?? read(path);
    files.set(path, known);
    known.catch(() => files.delete(path));
    return known;
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? "/", "http://dashboard");
    const target = elsewhere?.(pathname);
    if (target) return void response.writeHead(302, { location: target }).end();
    const isFile = extname(pathname) !== "";
    const file = await find(isFile ? decodeURIComponent(pathname) : "/index.html").catch((error: unknown) => {
      if (!isFile) throw error;
      return undefined;
    });
    if (!file) return void response.writeHead(404).end();
    const isZipped = file.zipped && /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
    response.writeHead(200, {
      "content-type": file.type,
      "cache-control": file.isFixed ? "public, max-age=31536000, immutable" : "no-cache",
      "content-security-policy": policy,
      "x-content-type-options": "nosniff",
      "referrer-policy": "same-origin",
      vary: "accept-encoding",
      ...(isZipped && { "content-encoding": "gzip" }),
    });
    response.end(request.method === "HEAD" ? undefined : isZipped ? file.zipped : file.bytes);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      const text = error instanceof Error ? error.message : "";
      response.writeHead(500, { "content-type": "text/plain; charset=utf-8" }).end(text);
    });
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" ? address?.port : port}`,
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function fillIn(page: Buffer, settings: Given["settings"]): Buffer {
  const text = JSON.stringify(settings).replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  return Buffer.from(
    page.toString().replace('name="nova-settings" content=""', `name="nova-settings" content="${text}"`),
  );
}

function securityPolicy(servers: string[]): string {
  const origins = servers.map((url) => new URL(url).origin);
  const sockets = origins.map((origin) => origin.replace(/^http/, "ws"));
  return [
    "default-src 'self'",
    `connect-src 'self' ${[...origins, ...sockets].join(" ")}`,
    "img-src 'self' data:",
    "style-src 'self' 'unsafe-inline'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
