import { readFileSync } from "node:fs";
import pg from "pg";
import { MigrationError } from "./migration-error.ts";

const encodeHint =
  "If the password has characters such as @ : / ? # % or a space, percent-encode it: " +
  `node -p 'encodeURIComponent("the password")'`;

/** The pg settings for a database URL. TLS is on unless the server is on this machine or in the same container network. */
export function databaseConfig(databaseUrl: string): pg.ClientConfig {
  const url = parseUrl(databaseUrl);
  const mode = url.searchParams.get("sslmode");
  const rootCert = url.searchParams.get("sslrootcert");
  const near = isNear(url);
  if (mode === "disable" && !near) {
    throw new MigrationError(
      `Refusing to talk to ${url.hostname} without TLS: remove sslmode=disable from the URL.`,
    );
  }
  if (url.port === "6543") {
    throw new MigrationError(
      "Port 6543 is a transaction pooler, which cannot hold a migration's lock: use the direct or session connection (port 5432).",
    );
  }
  for (const name of ["sslmode", "sslrootcert", "uselibpqcompat"]) url.searchParams.delete(name);
  const plain = mode === "disable" || (near && mode === null);
  return {
    connectionString: url.href,
    application_name: "nova-migrate",
    connectionTimeoutMillis: 15_000,
    ssl: plain
      ? false
      : {
          rejectUnauthorized: mode !== "no-verify",
          ...(rootCert ? { ca: readFileSync(rootCert, "utf8") } : {}),
        },
  };
}

/** Runs work on one connection, which is closed whatever happens. Notices go to `log`. */
export async function withDatabase<T>(
  databaseUrl: string,
  work: (client: pg.Client) => Promise<T>,
  log: (line: string) => void = () => {},
): Promise<T> {
  const client = new pg.Client(databaseConfig(databaseUrl));
  client.on(
    "notice",
    (notice) => notice.severity !== "NOTICE" && log(`${notice.severity}: ${notice.message}`),
  );
  client.on("error", () => {}); // the query in flight rejects with it as well
  try {
    await client.connect();
  } catch (error) {
    throw new MigrationError(explainConnect(error, new URL(databaseUrl)), { cause: error });
  }
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

function parseUrl(databaseUrl: string): URL {
  let url: URL;
  try {
    url = new URL(databaseUrl);
    decodeURIComponent(url.password);
  } catch {
    throw new MigrationError(
      `DATABASE_URL cannot be read. Expected postgresql://user:password@host:5432/database. ${encodeHint}`,
    );
  }
  if (!/^postgres(ql)?:$/.test(url.protocol)) {
    throw new MigrationError(`DATABASE_URL must start with postgresql://, not ${url.protocol}//`);
  }
  const misread =
    url.hash !== "" ||
    url.password.includes("%40") !== /%40/i.test(databaseUrl) ||
    url.pathname.includes("@");
  if (misread)
    throw new MigrationError(`DATABASE_URL has an unencoded character in its password. ${encodeHint}`);
  return url;
}

/** A name without a dot resolves only inside a container network. */
function isNear(url: URL): boolean {
  const host = url.hostname;
  return host === "" || !/[.:]/.test(host) || host === "[::1]" || /^127(\.\d+){3}$/.test(host);
}

function explainConnect(error: unknown, url: URL): string {
  const { code, message } =
    error instanceof Error ? { code: Reflect.get(error, "code"), message: error.message } : {};
  const where = `${url.hostname}:${url.port || 5432}`;
  if (code === "28P01")
    return `The database at ${where} refused the password of user ${url.username}. ${encodeHint}`;
  if (/certificate/.test(String(message))) {
    return `The certificate of ${where} cannot be verified. Download the server's root certificate and add ?sslrootcert=/path/to/ca.crt to DATABASE_URL.`;
  }
  if (/does not support SSL/.test(String(message)))
    return `The database at ${where} does not offer TLS, which is required.`;
  return `No connection to the database at ${where}: ${message || code || "unreachable"}`;
}
