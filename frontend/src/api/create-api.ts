import { type Operations, operationPaths } from "./operations.ts";
import { noAnswer, readProblem } from "./problem.ts";

export type OperationId = keyof Operations;
export type Answer<O extends OperationId> = Operations[O]["answer"];
export type Params<O extends OperationId> = Operations[O]["params"];
export type Query<O extends OperationId> = Operations[O]["query"];
export type Body<O extends OperationId> = Operations[O]["body"];

export type CallOptions<O extends OperationId> = {
  params: Params<O>;
  query?: Query<O> | undefined;
  body?: Body<O> | undefined;
  signal?: AbortSignal | undefined;
  /** The same key again gives what the first one made. */
  idempotencyKey?: string | undefined;
  timeoutMs?: number | undefined;
};

type Ports = {
  apiUrl: string;
  /** The access token of who is signed in, renewed if it is about to end. */
  accessToken: () => Promise<string | undefined>;
  fetch?: typeof fetch;
};

type Asked<O extends OperationId> = { params: Params<O>; query?: Query<O> | undefined };
export type Api = {
  call<O extends OperationId>(id: O, options: CallOptions<O>): Promise<Answer<O>>;
  /** Asks what will be asked in a moment: the next call for the same takes this answer. */
  askAhead<O extends OperationId>(id: O, asked: Asked<O>): void;
};

const defaultTimeoutMs = 30_000;
/** An answer that nobody took by then is old. */
const aheadMs = 10_000;

/**
 * Calls platform-api by the name of the operation. The answer was cut to its schema by the server, and the types are made
 * from the same table, so it is not parsed a second time here.
 */
export function createApi({ apiUrl, accessToken, fetch: send = fetch }: Ports): Api {
  const ahead = new Map<string, Promise<unknown>>();
  const addressOf = (id: OperationId, { params, query }: Asked<OperationId>) =>
    `${apiUrl}${fillPath(operationPaths[id][1], params)}${queryString(query)}`;

  const api: Api = {
    askAhead(id, asked) {
      const address = addressOf(id, asked);
      const answer = api.call(id, asked);
      ahead.set(address, answer);
      answer.catch(() => {}); // whoever takes it is told
      setTimeout(() => ahead.delete(address), aheadMs);
    },
    async call(id, { params, query, body, signal, idempotencyKey, timeoutMs = defaultTimeoutMs }) {
      const [method] = operationPaths[id];
      const address = addressOf(id, { params, query });
      const known = method === "GET" ? ahead.get(address) : undefined;
      ahead.delete(address);
      if (known) return known;
      const token = await accessToken();
      const timeout = AbortSignal.timeout(timeoutMs);
      const response = await send(address, {
        method,
        headers: {
          ...(token && { authorization: `Bearer ${token}` }),
          ...(idempotencyKey && { "idempotency-key": idempotencyKey }),
          ...(body !== undefined && {
            "content-type": body instanceof Blob ? "application/octet-stream" : "application/json",
          }),
        },
        body: body === undefined ? null : body instanceof Blob ? body : JSON.stringify(body),
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      }).catch((cause: unknown) => {
        throw signal?.aborted ? cause : noAnswer(cause);
      });
      if (!response.ok) throw await readProblem(response);
      return readAnswer(response);
    },
  };
  return api;
}

async function readAnswer(response: Response) {
  if (response.headers.get("content-type")?.includes("json")) return response.json();
  return response.status === 204 ? undefined : response.blob();
}

/** Puts the values into `{…}` of a path. */
export function fillPath(path: string, params: object): string {
  const values: Record<string, unknown> = { ...params };
  return path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name])));
}

function queryString(query: object | undefined): string {
  const given = Object.entries(query ?? {}).filter(([, value]) => value !== undefined && value !== "");
  return given.length === 0
    ? ""
    : `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}
