import { randomInt } from "node:crypto";
import * as z from "zod";
import type { SandboxCore } from "../core.ts";
import { type Exchange, jsonBody, type Reply } from "../http/exchange.ts";
import { metaError, metaParameterError, metaUnknownObject } from "./meta-errors.ts";
import { defaultTemplates, type Template, templateSchema } from "./templates.ts";

const usualPage = 25;
const largestPage = 1_000;
const always = ["id"];
const usualFields = ["name", "language", "status", "category", "components", "parameter_format"];

/** What changed of a template that was there before: the news that Meta posts. */
export type TemplateNews = { before: Template; after: Template };

/** An account's `message_templates`. All accounts of a sandbox have the same; they outlive a restart, as Meta's do. */
export function createTemplateRoutes(core: SandboxCore) {
  const { templates } = core.state;
  if (templates.length === 0) templates.push(...defaultTemplates.map((one) => templateSchema.parse(one)));

  function list({ searchParams }: URL): Reply {
    const asked = Number(searchParams.get("limit") ?? usualPage);
    if (!Number.isInteger(asked) || asked < 1) return metaParameterError("Param limit must be a number.");
    const limit = Math.min(asked, largestPage);
    const start = placeOf(searchParams.get("after"));
    if (start === null) return metaParameterError("Invalid cursor.");
    const [name, status] = [searchParams.get("name"), searchParams.get("status")];
    const listed = templates.filter(
      (one) => (name === null || one.name === name) && (status === null || one.status === status),
    );
    const fields = [...always, ...(searchParams.get("fields")?.split(",") ?? usualFields)];
    const data = listed.slice(start, start + limit).map((one) => pick(withId(one), fields));
    const end = start + data.length;
    const cursors = { before: cursorOf(start), after: cursorOf(end) };
    const next = end < listed.length ? { next: `https://graph.facebook.com/…&after=${cursors.after}` } : {};
    return { status: 200, json: { data, ...(data.length > 0 && { paging: { cursors, ...next } }) } };
  }

  function create(exchange: Exchange): Reply {
    const parsed = templateSchema.safeParse(jsonBody(exchange));
    if (!parsed.success) return metaError(100, z.prettifyError(parsed.error));
    const { id, status, category } = put({ ...parsed.data, status: "APPROVED" }).after;
    return { status: 200, json: { id, status, category } };
  }

  function put(template: Template): { before: Template | null; after: Template } {
    const place = templates.findIndex(
      (one) => one.name === template.name && one.language === template.language,
    );
    const before = templates[place] ?? null;
    const after = { ...template, id: template.id ?? before?.id ?? newId() };
    templates.splice(place === -1 ? templates.length : place, place === -1 ? 0 : 1, after);
    core.save();
    return { before, after };
  }

  function remove(name: string | null): number {
    const kept = templates.filter((one) => one.name !== name);
    const gone = templates.length - kept.length;
    templates.splice(0, templates.length, ...kept);
    core.save();
    return gone;
  }

  function serve(accountId: string, exchange: Exchange): Reply {
    const { method, url } = exchange;
    if (!/^\d{6,20}$/.test(accountId)) return metaUnknownObject(accountId, method);
    if (method === "GET") return list(url);
    if (method === "POST") return create(exchange);
    if (method !== "DELETE") return metaUnknownObject(accountId, method);
    return remove(url.searchParams.get("name")) > 0
      ? { status: 200, json: { success: true } }
      : metaError(100, "Message template not found.");
  }

  return { serve, put, remove };
}

function withId(template: Template): Template {
  template.id ??= newId();
  return template;
}

function newId(): string {
  return `5944${randomInt(10 ** 10, 10 ** 11)}`;
}

function pick(template: Template, fields: string[]) {
  return Object.fromEntries(Object.entries(template).filter(([key]) => fields.includes(key)));
}

function cursorOf(place: number): string {
  return Buffer.from(`place ${place}`).toString("base64url");
}

function placeOf(cursor: string | null): number | null {
  if (cursor === null) return 0;
  const place = /^place (\d{1,6})$/.exec(Buffer.from(cursor, "base64url").toString())?.[1];
  return place === undefined ? null : Number(place);
}
