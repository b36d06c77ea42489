import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import { createVault } from "@nova/credentials";
import { type AppError, type Reporter, toAppError } from "@nova/error-handler";
import type { Alert } from "@nova/notify";
import type { Publisher, Topic } from "@nova/queue";
import { createDatabase } from "@nova/supabase-client";
import { createTestDatabase, startTestGateway } from "@nova/testing";
import type { MetaTemplate } from "@nova/whatsapp/meta";
import express from "express";
import { SignJWT } from "jose";
import { createAuthenticate } from "../src/authenticate.ts";
import { createRoutes } from "../src/create-routes.ts";
import { createRateLimit } from "../src/limit-rate.ts";
import type { Operation } from "../src/operation.ts";
import { operations as all } from "../src/operations/index.ts";

export type Answer = {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into whatever came
  body: any;
  text: string;
  headers: Headers;
};
type Call = { body?: unknown; token?: string | null; headers?: Record<string, string> };
export type Api = Awaited<ReturnType<typeof openApi>>;

export const dashboard = "https://painel.example.com";
type Differs = { secret?: string; audience?: string; role?: string; expiresAt?: number };

/** The API over real HTTP on a real database; the queue is a list. */
export async function openApi({
  operations = all,
  burst = 10_000,
  uploadStallMs = 20_000,
}: {
  operations?: readonly Operation[];
  burst?: number;
  uploadStallMs?: number;
} = {}) {
  const database = await createTestDatabase();
  const gateway = await startTestGateway(database.url);
  const { serviceKey, jwtSecret } = gateway;

  /** A token as Supabase's sign-in gives it; what is given differs from a good one. */
  async function tokenOf(userId: string, differs: Differs = {}) {
    const { secret = jwtSecret, audience = "authenticated", role = "authenticated", expiresAt } = differs;
    return new SignJWT({ role })
      .setProtectedHeader({ alg: "HS256", typ: "JWT" })
      .setSubject(userId)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expiresAt ?? Math.floor(Date.now() / 1_000) + 600)
      .sign(new TextEncoder().encode(secret));
  }
  const nova = createDatabase({ url: gateway.url, serviceKey });
  const vault = createVault({ keys: { t: randomBytes(32).toString("base64") }, currentKeyId: "t" });

  const published: { topic: string; data: unknown }[] = [];
  const queue: { failure?: AppError } = {};
  const publish = async <T>(topic: Topic<T>, data: T) => {
    if (queue.failure) throw queue.failure;
    published.push({ topic: topic.name, data });
    return String(published.length);
  };
  const publisher: Publisher = {
    publish,
    publishBatch: (topic, datas) => Promise.all(datas.map((data) => publish(topic, data))),
    publishAt: async (topic, datas) => void (await Promise.all(datas.map((data) => publish(topic, data)))),
    flush: async () => {},
  };
  /** A Meta account: what it lists, who asked, and what people were told. */
  const meta: { templates: MetaTemplate[]; asked: object[]; failure?: AppError } = {
    templates: [],
    asked: [],
  };
  const alerts: Alert[] = [];
  const reported: AppError[] = [];
  const report: Reporter["report"] = async (thrown) => {
    reported.push(toAppError(thrown));
    return toAppError(thrown);
  };
  const noted: Record<string, unknown>[] = [];
  const app = express();
  createRoutes({
    operations,
    ports: {
      database: nova,
      publisher,
      vault,
      listTemplates: async (account) => {
        meta.asked.push(account);
        if (meta.failure) throw meta.failure;
        return meta.templates;
      },
      notify: async (alert) => void alerts.push(alert),
      linkTo: (path) => `${dashboard}${path}`,
      now: () => new Date(),
    },
    authenticate: createAuthenticate({ supabaseUrl: gateway.url, jwtSecret }),
    limitRate: createRateLimit({ perSecond: 1, burst, now: Date.now }),
    corsOrigins: [dashboard],
    uploadStallMs,
    reporter: { report, capture: async (thrown) => Promise.reject(await report(thrown)) },
    note: (_res, fields) => noted.push(fields),
  })(app);
  const server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;

  async function call(method: string, path: string, { body, token, headers }: Call = {}): Promise<Answer> {
    const response = await fetch(`${url}${path}`, {
      method: method.toUpperCase(),
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && {
          "content-type": body instanceof Uint8Array ? "application/octet-stream" : "application/json",
        }),
        ...headers,
      },
      ...(body !== undefined && {
        body: typeof body === "string" || body instanceof Uint8Array ? body : JSON.stringify(body),
      }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json");
    return {
      status: response.status,
      body: isJson ? JSON.parse(text) : undefined,
      text,
      headers: response.headers,
    };
  }

  /** An account with a confirmed address. */
  async function makeAccount(name: string = randomUUID(), isConfirmed = true) {
    const email = `${name}@nova.example`;
    const { rows } = await database.pool.query<{ id: string }>(
      "insert into auth.users (email, email_confirmed_at) values ($1, case when $2 then now() end) returning id",
      [email, isConfirmed],
    );
    const id = rows[0]?.id ?? "";
    return { id, email, token: await tokenOf(id) };
  }

  /** A person who runs the platform. */
  async function makeAdmin() {
    const account = await makeAccount();
    await nova.platform.makePlatformAdmin(account.email);
    return account;
  }

  /** A tenant with one member of each role. */
  async function makeClient() {
    const clientId = randomUUID();
    await nova.senders.saveClient(clientId, `c-${clientId.slice(0, 13)}`, "Loja");
    const join = async (role: string) => {
      const account = await makeAccount();
      await database.pool.query("insert into public.members values ($1, $2, $3)", [
        clientId,
        account.id,
        role,
      ]);
      return account;
    };
    return {
      clientId,
      owner: await join("owner"),
      operator: await join("operator"),
      attendant: await join("attendant"),
    };
  }

  /** What the audit says of a tenant, oldest first. */
  async function auditOf(clientId: string | null) {
    const { rows } = await database.pool.query(
      "select actor, action, subject_kind, subject_id, details from public.audit_events where client_id is not distinct from $1 order by id",
      [clientId],
    );
    return rows;
  }

  return {
    url,
    app,
    call,
    nova,
    tokenOf,
    vault,
    pool: database.pool,
    freezeClock: database.freezeClock,
    moveClock: database.moveClock,
    published,
    queue,
    meta,
    alerts,
    reported,
    noted,
    makeAccount,
    makeAdmin,
    makeClient,
    auditOf,
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      await gateway.close();
      await database.close();
    },
  };
}
