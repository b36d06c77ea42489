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
    const look = () => {
      const start: unknown = socket.read();
      if (!Buffer.isBuffer(start)) return void socket.once("readable", look);
      if (start.length < http2Start.length && http2Start.subarray(0, start.length).equals(start)) {
        socket.unshift(start);
        return void setTimeout(look, 5);
      }
      clearTimeout(impatience);
      socket.unshift(start);
      if (start.subarray(0, http2Start.length).equals(http2Start)) onGrpc(socket);
      else server.emit("connection", socket);
    };
    socket.once("readable", look);
    socket.once("close", () => clearTimeout(impatience));
  });
}
