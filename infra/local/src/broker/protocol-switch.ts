import type http from "node:http";
import net from "node:net";

/** How every HTTP/2 connection without TLS begins; no HTTP/1 method does. */
const http2Start = Buffer.from("PRI ");

/** One port for two protocols: gRPC connections go to `onGrpc`, all others to the HTTP server. */
export function createProtocolSwitch(
  server: http.Server,
  onGrpc: (connection: net.Socket) => void,
): net.Server {
  return net.createServer({ noDelay: true }, (socket) => {
    socket.on("error", () => socket.destroy());
    const impatience = setTimeout(() => socket.destroy(), 30_000).unref();
    socket.once("close", () => clearTimeout(impatience));
    let start = Buffer.alloc(0);
    const look = () => {
      const chunk: unknown = socket.read();
      if (Buffer.isBuffer(chunk)) start = Buffer.concat([start, chunk]);
      const known = Math.min(start.length, http2Start.length);
      const mayBeGrpc = start.subarray(0, known).equals(http2Start.subarray(0, known));
      if (mayBeGrpc && known < http2Start.length) return void socket.once("readable", look);
      clearTimeout(impatience);
      socket.unshift(start);
      if (mayBeGrpc) onGrpc(socket);
      else server.emit("connection", socket);
    };
    socket.once("readable", look);
  });
}
