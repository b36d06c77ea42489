import type { IncomingMessage } from "node:http";
import { type Reply, restRefusal } from "../reply.ts";
import type { Row } from "../sql/pipelined-statements.ts";

/** A page of rows as PostgREST answers it: the range in a header, or one object if exactly one was asked for. */
export function pageReply([row]: Row[], offset: number, request: IncomingMessage): Reply {
  const body = row?.[0] ?? "[]";
  const length = Number(row?.[1] ?? 0);
  const total = row?.[2] === null || row?.[2] === undefined ? undefined : Number(row[2]);
  if (request.headers.accept?.includes("application/vnd.pgrst.object+json")) {
    if (length !== 1) {
      throw restRefusal(
        406,
        "PGRST116",
        "Cannot coerce the result to a single JSON object",
        `The result contains ${length} rows`,
      );
    }
    return {
      status: 200,
      headers: { "content-type": "application/vnd.pgrst.object+json; charset=utf-8" },
      body: body.slice(1, -1),
    };
  }
  const range = length > 0 ? `${offset}-${offset + length - 1}` : "*";
  if (total !== undefined && offset > 0 && offset > total) {
    throw restRefusal(
      416,
      "PGRST103",
      "Requested range not satisfiable",
      `An offset of ${offset} was requested, but there are only ${total} rows.`,
    );
  }
  return {
    status: total !== undefined && length < total ? 206 : 200,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "content-range": `${range}/${total ?? "*"}`,
    },
    ...(request.method === "HEAD" ? {} : { body }),
  };
}
