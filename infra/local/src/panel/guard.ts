import type { Exchange } from "../sandbox/http/exchange.ts";

const loopback = /^(127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+)$/;
const ownHost = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * Why this caller may not use the panel, or null: only this machine, by a name of its own (another site's name may be
 * made to lead here), and a change only from a page of the panel itself.
 */
export function panelRefusal({ remoteAddress, headers, method }: Exchange): string | null {
  const { origin, host = "" } = headers;
  if (!loopback.test(remoteAddress) || !ownHost.test(host)) return "only from this machine";
  if (method === "GET" || method === "HEAD") return null;
  const isOwn = origin ? origin === `http://${host}` : headers["sec-fetch-site"] === "same-origin";
  return isOwn ? null : "only from the panel's own pages";
}
