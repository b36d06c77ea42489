import type { Exchange } from "../http/exchange.ts";

const loopback = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;

const ownNames = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?$/i;

/** Why this caller may not steer the sandbox, or null: only this machine may, and no web page of another site. */
export function controlRefusal({ remoteAddress, headers, method }: Exchange): string | null {
  if (!loopback.test(remoteAddress)) return "only from this machine";
  const { origin, host } = headers;
  // A name of an attacker's that resolves to this machine would make its own page the same origin.
  if (!ownNames.test(host ?? "")) return "only under this machine's own names";
  if (origin && origin !== `http://${host}`) return "only from the sandbox's own pages";
  const isWrite = method === "POST" || method === "PUT";
  const isJson = String(headers["content-type"] ?? "").startsWith("application/json");
  return isWrite && !isJson ? "content-type must be application/json" : null;
}
