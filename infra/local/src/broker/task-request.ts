import { randomUUID } from "node:crypto";
import * as z from "zod";
import { refusal } from "./api-error.ts";
import type { Store } from "./store.ts";

const maxTaskBytes = 1_000_000;
const maxAheadMs = 30 * 24 * 3_600_000;
const base64 = /^[A-Za-z0-9+/_-]*={0,2}$/;

const httpRequest = z.object({
  url: z.url({ protocol: /^https?$/ }).max(2_083),
  httpMethod: z.enum(["POST", "GET", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS"]).default("POST"),
  headers: z
    .record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.string().regex(/^[\t\x20-\x7e]*$/))
    .default({}),
  body: z.string().regex(base64, "is not base64").default(""),
  /** Only Google's own APIs take such a token; here they are this broker, which asks for none. */
  oauthToken: z.unknown().optional(),
  oidcToken: z.object({ serviceAccountEmail: z.string().min(1), audience: z.string().optional() }).optional(),
});

const createTask = z.object({
  task: z.object({
    name: z.string().optional(),
    httpRequest,
    scheduleTime: z.iso.datetime({ offset: true }).optional(),
    dispatchDeadline: z
      .string()
      .regex(/^\d+(\.\d+)?s$/)
      .default("600s"),
  }),
});

/** What a task calls when its time has come. */
export type TaskRequest = Omit<z.infer<typeof httpRequest>, "oauthToken">;

/** Stores a task of a queue (`projects/P/locations/L/queues/Q`; every queue exists) and answers as Cloud Tasks does. */
export async function createTaskIn({ durable }: Store, queue: string, body: unknown): Promise<unknown> {
  const parsed = createTask.safeParse(body);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw refusal("INVALID_ARGUMENT", `Invalid task: ${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { task } = parsed.data;
  const { oauthToken: _, ...request } = task.httpRequest;
  const named = task.name !== undefined;
  const name = task.name ?? `${queue}/tasks/${randomUUID()}`;
  if (!name.startsWith(`${queue}/tasks/`) || !/^[\w-]{1,500}$/.test(name.slice(queue.length + 7)))
    throw refusal(
      "INVALID_ARGUMENT",
      "Task name must be formatted: projects/P/locations/L/queues/Q/tasks/TASK_ID",
    );
  if (JSON.stringify({ ...request, body: "" }).length + (request.body.length * 3) / 4 > maxTaskBytes)
    throw refusal("INVALID_ARGUMENT", "Task size too large: a task may have 1 MB.");

  const now = Date.now();
  const scheduledAt = new Date(Math.max(now, task.scheduleTime ? Date.parse(task.scheduleTime) : now));
  if (scheduledAt.getTime() > now + maxAheadMs)
    throw refusal("INVALID_ARGUMENT", "The Task.scheduleTime is too far in the future: at most 30 days.");
  const deadline = Math.min(1_800, Math.max(15, Number.parseFloat(task.dispatchDeadline)));

  const { rowCount } = await durable.query({
    name: "broker-create-task",
    text: `insert into broker.tasks (name, named, request, deadline_seconds, scheduled_at, due_at)
           values ($1, $2, $3, $4, $5, $5) on conflict (name) do nothing`,
    values: [name, named, JSON.stringify(request), Math.round(deadline), scheduledAt],
  });
  if (!rowCount)
    throw refusal(
      "ALREADY_EXISTS",
      "The task cannot be created because a task with this name existed too recently.",
    );
  const { body: _body, oidcToken: _token, ...shown } = request;
  return {
    name,
    httpRequest: shown,
    scheduleTime: scheduledAt.toISOString(),
    createTime: new Date(now).toISOString(),
    dispatchDeadline: `${deadline}s`,
    view: "BASIC",
  };
}
