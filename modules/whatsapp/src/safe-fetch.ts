import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { AppError } from "@nova/error-handler";
import type { Fetch } from "./port.ts";
import { portError } from "./provider-error.ts";
import { isPublicAddress } from "./public-address.ts";

const connectTimeoutMs = 5_000;

type Options = {
  /** Only where APP_ENV is local or test: the tenant's server may then be on this machine. */
  allowPrivate: boolean;
  lookup?: LookupFunction;
};

/**
 * A fetch for addresses that tenants choose. It connects to public addresses only, and judges the address of the very
 * connection, so neither a name that resolves anew (DNS rebinding) nor a redirect leads inside.
 */
export function createSafeFetch({ allowPrivate, lookup = systemLookup }: Options): Fetch {
  if (allowPrivate) {
    return async (url, init) => {
      checkUrl(url);
      return fetch(url, init);
    };
  }
  let guarded: Promise<Fetch> | undefined;
  return async (url, init) => {
    checkUrl(url);
    guarded ??= createGuardedFetch(lookup);
    return (await guarded)(url, init);
  };
}

/** Refuses what is no plain web address: other schemes, and credentials in the URL. */
export function checkUrl(url: string): URL {
  const parsed = URL.parse(url);
  if (!parsed) throw refused("not a URL");
  if (parsed.protocol !== "https:" && parsed.protocol !== "http:") throw refused("not http or https");
  if (parsed.username !== "" || parsed.password !== "") throw refused("credentials in the URL");
  return parsed;
}

/** undici is loaded on the first call: a service that talks to Meta only never pays for it. */
async function createGuardedFetch(lookup: LookupFunction): Promise<Fetch> {
  const { Agent, buildConnector, fetch: undiciFetch } = await import("undici");
  const connect = buildConnector({ lookup: publicLookup(lookup), timeout: connectTimeoutMs, allowH2: false });
  const dispatcher = new Agent({
    connect(options, callback) {
      // An address in the URL is connected to without any lookup.
      if (isIP(options.hostname.replace(/^\[|\]$/g, "")) !== 0 && !isPublicAddress(options.hostname)) {
        callback(refused("not a public address"), null);
        return;
      }
      connect(options, (error, socket) => {
        if (error) return callback(error, null);
        if (socket.remoteAddress === undefined || !isPublicAddress(socket.remoteAddress)) {
          socket.destroy();
          return callback(refused("not a public address"), null);
        }
        callback(null, socket);
      });
    },
  });
  return async (url, init) => {
    try {
      return await undiciFetch(url, { ...init, dispatcher });
    } catch (thrown) {
      throw thrown instanceof Error && thrown.cause instanceof AppError ? thrown.cause : thrown;
    }
  };
}

function publicLookup(lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "", 0);
      const addresses = Array.isArray(found) ? found.filter(({ address }) => isPublicAddress(address)) : [];
      const [first] = addresses;
      if (!first) return callback(refused("not a public address"), "", 0);
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function refused(why: string): AppError {
  return portError("whatsapp.address_refused", why);
}
