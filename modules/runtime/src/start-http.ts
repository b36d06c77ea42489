import type { Express, RequestHandler } from "express";
import { createShell, type Running, type ShellOptions } from "./create-shell.ts";
import { isJson, parseJson } from "./parse-json.ts";
import "./raw-body.ts";
import { readBody } from "./read-body.ts";

/** WhatsApp's largest webhook is 3 MB; the rest is slack. */
const webhookLimitBytes = 3 * 1024 * 1024 + 256 * 1024;

export type HttpOptions = ShellOptions & {
  routes: (app: Express) => void;
  bodyLimitBytes?: number | undefined;
  /**
   * `json` (the default) refuses a body that says it is JSON and is not, before any route. `raw` leaves `req.body`
   * unset: for routes that must verify and keep even what cannot be parsed. `unread` leaves the request as it came: for
   * routes that ask who is there before they take a body, or read it as a stream.
   */
  body?: "json" | "raw" | "unread" | undefined;
};

/** Starts a service that plain HTTP wakes. Unless `unread`, every route has `req.rawBody`; JSON bodies are in `req.body`. */
export function startHttp(options: HttpOptions): Promise<Running> {
  const { routes, bodyLimitBytes = webhookLimitBytes, body = "json" } = options;
  const takeBody: RequestHandler = async (req, _res, next) => {
    const rawBody = await readBody(req, bodyLimitBytes);
    req.rawBody = rawBody;
    const contentType = req.headers["content-type"];
    if (body === "json" && rawBody.length > 0 && isJson(contentType))
      req.body = parseJson(rawBody, contentType);
    next();
  };
  return createShell(options, (app) => {
    if (body !== "unread") app.use(takeBody);
    routes(app);
  });
}
