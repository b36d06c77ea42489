import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "@nova/error-handler";
import { createModel } from "@nova/llm";
import type { Alert } from "@nova/notify";
import { type Publisher, whatsappSend } from "@nova/queue";
import { createDatabase } from "@nova/supabase-client";
import { startTestGateway } from "@nova/testing";
import * as z from "zod";
import { openConversations, type Talk } from "../../../database/tests/conversation-fixture.ts";
import { createAnswer } from "../../../services/conversation-worker/src/answer.ts";
import { createThink } from "../../../services/conversation-worker/src/think.ts";
import { startSandbox } from "../src/sandbox/index.ts";
import { createMortality, type Death } from "./mortal-worker.ts";

const apiKey = "sk-sandbox-0123456789";
type Wake = { conversationId: string; at: number };
type Worker = { timeoutMs?: number; death?: Death; onModel?: () => Promise<unknown> };

/** The real worker on a real database, with the sandbox's model; queue and clock are the test's. */
export async function openConversationWorld() {
  const talks = await openConversations();
  const gateway = await startTestGateway(talks.url);
  const nova = createDatabase({ url: gateway.url, serviceKey: gateway.serviceKey });
  const folder = mkdtempSync(join(tmpdir(), "talks-"));
  const sandbox = await startSandbox({
    port: 0,
    recordFile: join(folder, "record.jsonl"),
    metaAppSecret: "app-secret",
    metaVerifyToken: "verify-me",
    openAiKey: apiKey,
    openAiModels: ["cheap", "strong"],
  });
  const state = { wakes: [] as Wake[], ahead: 0, alerts: [] as Alert[], published: [] as string[] };
  const now = () => new Date(Date.now() + state.ahead);

  async function control(method: string, path: string, body?: unknown) {
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      method,
      headers: { "content-type": "application/json" },
      signal: AbortSignal.timeout(8_000),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    return response.status === 204 ? undefined : response.json();
  }

  const publisher: Pick<Publisher, "publish" | "publishAt"> = {
    publish: async (topic, data) => {
      if (topic.name === whatsappSend.name) state.published.push(whatsappSend.schema.parse(data).sendId);
      return "1";
    },
    publishAt: async (_topic, datas, at) => {
      for (const data of datas) {
        const { conversationId } = Object(data);
        state.wakes.push({ conversationId, at: at.getTime() });
      }
    },
  };

  /** One delivery to one worker; true if it lived to its end. */
  async function deliver(
    conversationId: string,
    { timeoutMs = 5_000, death, onModel }: Worker = {},
  ): Promise<boolean> {
    const { through, died } = createMortality(death);
    const { claim, readTurn, storeStep, finish, giveUp, tellOfCeiling } = nova.conversations;
    const model = createModel({ apiKey, baseURL: `${sandbox.url}/openai/v1`, timeoutMs });
    const answer = createAnswer({
      conversations: {
        claim: through("claim", claim),
        readTurn: through("readTurn", readTurn),
        storeStep: through("storeStep", storeStep),
        finish: through("finish", finish),
        giveUp: through("giveUp", giveUp),
        tellOfCeiling: through("tellOfCeiling", tellOfCeiling),
      },
      publisher: {
        publish: (topic, data) => through("publish", () => publisher.publish(topic, data))(),
        publishAt: (topic, datas, at) => through("publishAt", () => publisher.publishAt(topic, datas, at))(),
      },
      think: createThink({
        model: {
          complete: through("model", async (request) => {
            const completion = await model.complete(request);
            await onModel?.();
            return completion;
          }),
        },
        models: { cheap: "cheap", strong: "strong" },
        now,
      }),
      notify: async (alert) => void state.alerts.push(alert),
      linkTo: () => undefined,
      reporter: {
        report: async (thrown) => {
          throw thrown instanceof AppError ? thrown : new Error(String(thrown));
        },
      },
      newLeaseId: randomUUID,
      now,
      pause: async () => {},
    });
    const lived = answer({ conversationId }, { note: () => {}, draining: () => false }).then(() => true);
    return Promise.race([lived, died]);
  }

  /** Time goes on, for the database and for whoever asks the test's clock. */
  async function pass(ms: number): Promise<void> {
    state.ahead += ms;
    await talks.moveClock(ms);
  }

  /** What the webhook does once it has stored words. */
  async function wakeOf(talk: Talk): Promise<void> {
    const { answer_due_at: due } = await talks.row(talk);
    if (due) state.wakes.push({ conversationId: talk.id, at: due.getTime() });
  }
  async function say(talk: Talk, text: string): Promise<void> {
    await talks.say(talk, text);
    await wakeOf(talk);
  }

  /** Delivers what is in the queue, each at its time, until it is empty. */
  async function settle(worker?: Worker): Promise<void> {
    for (let left = 60; left > 0; left--) {
      state.wakes.sort((a, b) => a.at - b.at);
      const next = state.wakes.shift();
      if (!next) return;
      await pass(Math.max(0, next.at - now().getTime()) + 1);
      await deliver(next.conversationId, worker);
    }
    throw new Error("the queue never gets empty");
  }

  /** A tick of the dispatcher, some time later. */
  async function tick(): Promise<void> {
    await pass(180_000);
    const { due } = await nova.conversations.sweep();
    for (const conversationId of due) state.wakes.push({ conversationId, at: 0 });
  }

  /** What left for the contact and was not taken back, in order. */
  async function saidTo(talk: Talk): Promise<string[]> {
    const { rows } = await talks.pool.query(
      `select s.content ->> 'body' as body from public.sends s where s.client_id = $1 and s.lane = 'reply' and s.status <> 'cancelled'
       order by s.created_at, s.position`,
      [talk.tenant.clientId],
    );
    return rows.map(({ body }) => body);
  }

  /** What the bot wrote, also what a new owner took back before it left. */
  async function wroteTo(talk: Talk): Promise<string[]> {
    const { rows } = await talks.pool.query(
      "select text from public.chat_messages where conversation_id = $1 and author = 'bot' order by id",
      [talk.id],
    );
    return rows.map(({ text }) => text);
  }

  async function renew(...rules: object[]): Promise<void> {
    Object.assign(state, { wakes: [], alerts: [], published: [] });
    await control("DELETE", "faults");
    await control("DELETE", "model-calls");
    await control("PUT", "model", { rules, fallback: "Olá! Como posso ajudar?" });
  }

  return {
    ...{
      talks,
      state,
      say,
      wakeOf,
      deliver,
      settle,
      tick,
      pass,
      saidTo,
      wroteTo,
      renew,
      sweep: nova.conversations.sweep,
    },
    fault: (fault: object) => control("POST", "faults", { provider: "openai", ...fault }),
    asked: async (): Promise<number> =>
      z.object({ asked: z.int() }).parse(await control("GET", "model-calls")).asked,
    close: async () => {
      await sandbox.close();
      await gateway.close();
      await talks.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
