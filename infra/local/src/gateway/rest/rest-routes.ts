import type { IncomingMessage } from "node:http";
import pg from "pg";
import * as z from "zod";
import { type Caller, identifyCaller, type Keys } from "../identify-caller.ts";
import { readBody } from "../read-body.ts";
import { jsonReply, type Reply, restRefusal } from "../reply.ts";
import { quoteName } from "../sql/quote.ts";
import { createRunAsCaller } from "../sql/run-as-caller.ts";
import { callSource, callStatement } from "./call-statement.ts";
import { databaseRefusal } from "./database-refusal.ts";
import { createFunctionCatalogue, type SqlFunction } from "./function-catalogue.ts";
import { pageReply } from "./page-reply.ts";
import { rowQuery } from "./row-query.ts";

export type RestRoutes = { answer(request: IncomingMessage, url: URL): Promise<Reply>; forgetSchema(): void };

const argumentsSchema = z.record(z.string(), z.unknown());

/** PostgREST's paths: functions and selects. Everything runs as the caller, under RLS and grants. */
export function createRestRoutes({ pool, keys }: { pool: pg.Pool; keys: Keys }): RestRoutes {
  const runAs = createRunAsCaller(pool);
  const catalogue = createFunctionCatalogue(pool);

  async function callFunction(
    caller: Caller,
    name: string,
    request: IncomingMessage,
    url: URL,
  ): Promise<Reply> {
    const isGet = request.method !== "POST";
    const json = isGet ? null : (await readBody(request)) || "{}";
    const names = json === null ? [...new Set(url.searchParams.keys())] : argumentNames(json);
    // In a GET the arguments and the filters are both query parameters: an argument is what the function takes.
    const fn = await findFunction(name, names, isGet);
    const given = names.filter((key) => fn.arguments.some((argument) => argument.name === key));
    const args =
      json ?? JSON.stringify(Object.fromEntries(given.map((key) => [key, url.searchParams.get(key)])));
    if (isGet) for (const key of given) url.searchParams.delete(key);
    const readOnly = fn.readOnly || isGet;
    try {
      if (url.searchParams.size > 0 || countsAll(request)) {
        const { from, call } = callSource(fn, given);
        const relation = from
          ? `(select result.* ${from}, ${call} as result) as called`
          : `${call} as called`;
        const query = rowQuery(
          { relation, isCall: true, values: from ? [args] : [] },
          url.searchParams,
          countsAll(request),
        );
        return pageReply(await runAs(caller, query.statement, { readOnly }), query.offset, request);
      }
      const [row] = await runAs(caller, callStatement(fn, given, args), { readOnly });
      if (fn.returns === "void") return { status: 204 };
      if (fn.returns === "rows" || fn.returns === "values")
        return pageReply(row ? [[...row, null]] : [], 0, request);
      return {
        status: 200,
        headers: { "content-type": "application/json; charset=utf-8" },
        body: row?.[0] ?? "null",
      };
    } catch (error) {
      if (error instanceof pg.DatabaseError && error.code === "42883") catalogue.forget(); // it was replaced by another
      throw error;
    }
  }

  async function findFunction(name: string, names: string[], isGet: boolean): Promise<SqlFunction> {
    const candidates = await catalogue.find(name, names, { ignoreUnknown: isGet });
    const [fn, other] = candidates;
    const signature = `public.${name}(${names.join(", ")})`;
    if (!fn) {
      const message = `Could not find the function ${signature} in the schema cache`;
      throw restRefusal(
        404,
        "PGRST202",
        message,
        `Searched for the function ${signature}, but no matches were found.`,
      );
    }
    if (other)
      throw restRefusal(
        300,
        "PGRST203",
        `Could not choose the best candidate function between several for ${signature}`,
      );
    return fn;
  }

  async function readTable(
    caller: Caller,
    table: string,
    request: IncomingMessage,
    url: URL,
  ): Promise<Reply> {
    if (request.method !== "GET" && request.method !== "HEAD") {
      throw restRefusal(
        405,
        "PGRST117",
        `Unsupported HTTP method: ${request.method}`,
        null,
        "Tables are read here; a function writes.",
      );
    }
    const relation = `public.${quoteName(table)}`;
    const query = rowQuery({ relation, isCall: false, values: [] }, url.searchParams, countsAll(request));
    try {
      return pageReply(await runAs(caller, query.statement, { readOnly: true }), query.offset, request);
    } catch (error) {
      if (error instanceof Error && error.message === `relation "public.${table}" does not exist`) {
        throw restRefusal(404, "PGRST205", `Could not find the table 'public.${table}' in the schema cache`);
      }
      throw error;
    }
  }

  return {
    forgetSchema: catalogue.forget,
    answer: async (request, url) => {
      const caller = await identifyCaller(request.headers, url, keys);
      url.searchParams.delete("apikey");
      const profile = request.headers["accept-profile"] ?? request.headers["content-profile"] ?? "public";
      if (profile !== "public")
        throw restRefusal(
          406,
          "PGRST106",
          `Invalid schema: ${profile}`,
          null,
          "Only the following schemas are exposed: public",
        );
      const [, rpc, table] = /^\/rest\/v1\/(?:rpc\/([^/]+)|([^/]+))$/.exec(url.pathname) ?? [];
      try {
        if (rpc) return await callFunction(caller, decodeName(rpc), request, url);
        if (table) return await readTable(caller, decodeName(table), request, url);
        return jsonReply(200, {
          message: "Functions are at /rest/v1/rpc/<name>, tables at /rest/v1/<name>.",
        });
      } catch (error) {
        throw databaseRefusal(error, caller);
      }
    },
  };
}

function argumentNames(json: string): string[] {
  try {
    return Object.keys(argumentsSchema.parse(JSON.parse(json)));
  } catch {
    throw restRefusal(
      400,
      "PGRST102",
      "Empty or invalid json",
      null,
      "The arguments of a function are one JSON object.",
    );
  }
}

function decodeName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw restRefusal(400, "PGRST100", "failed to parse the path");
  }
}

function countsAll(request: IncomingMessage): boolean {
  return /count=(exact|planned|estimated)/.test(String(request.headers.prefer ?? ""));
}
