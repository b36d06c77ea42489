import type { RequestHandler } from "express";

const methods = "GET, POST, PUT, PATCH, DELETE, OPTIONS";
const allowed = "authorization, content-type, idempotency-key, x-correlation-id";
const exposed = "x-correlation-id, retry-after, content-disposition";

/** Lets the pages of these origins call, and no others; a preflight is answered before anyone signs in. */
export function createCors(origins: readonly string[]): RequestHandler {
  return (req, res, next) => {
    const { origin } = req.headers;
    res.setHeader("vary", "Origin");
    const isKnown = origin !== undefined && origins.includes(origin);
    if (isKnown) {
      res.setHeader("access-control-allow-origin", origin);
      res.setHeader("access-control-allow-credentials", "true");
      res.setHeader("access-control-expose-headers", exposed);
    }
    if (req.method !== "OPTIONS") return next();
    if (isKnown) {
      res.setHeader("access-control-allow-methods", methods);
      res.setHeader("access-control-allow-headers", allowed);
      res.setHeader("access-control-max-age", "3600");
    }
    res.status(204).end();
  };
}
