import { Agent, type ClientRequest, type RequestOptions, request as requestPlain } from "node:http";
import { request as requestSecure, Agent as SecureAgent } from "node:https";

/**
 * Opens requests on connections that are kept for the next one, but not for longer than `idleMs`: the server, or what stands
 * before it, may have closed one by then unnoticed, and of a request that goes into it nobody knows whether it arrived.
 */
export function createAgents(idleMs: number): (url: URL, options: RequestOptions) => ClientRequest {
  const freeSince = new WeakMap<object, number>();
  const plain = new Agent({ keepAlive: true });
  const secure = new SecureAgent({ keepAlive: true });
  for (const agent of [plain, secure])
    agent.on("free", (socket: object) => void freeSince.set(socket, Date.now()));

  /** A timer would not do: an instance without CPU between two requests wakes up with the request, not with its timers. */
  function dropIdle({ freeSockets }: Agent): void {
    const oldest = Date.now() - idleMs;
    for (const sockets of Object.values(freeSockets))
      for (const socket of sockets ?? []) if ((freeSince.get(socket) ?? 0) < oldest) socket.destroy();
  }

  return (url, options) => {
    const isSecure = url.protocol === "https:";
    dropIdle(isSecure ? secure : plain);
    return isSecure
      ? requestSecure(url, { ...options, agent: secure })
      : requestPlain(url, { ...options, agent: plain });
  };
}
