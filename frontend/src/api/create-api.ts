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

export type Api = { call<O extends OperationId>(id: O, options: CallOptions<O>): Promise<Answer<O>> };

const defaultTimeoutMs = 30_000;

/**
 * Calls platform-api by the name of the operation. The answer was cut to its schema by the server, and the types are made
 * from the same table, so it is not parsed a second time here.
 */
export function createApi({ apiUrl, accessToken, fetch: send = fetch }: Ports): Api {
  return {
    async call(id, { params, query, body, signal, idempotencyKey, timeoutMs = defaultTimeoutMs }) {
      const [method, path] = operationPaths[id];
      const token = await accessToken();
      const timeout = AbortSignal.timeout(timeoutMs);
      const response = await send(`${apiUrl}${fillPath(path, params)}${queryString(query)}`, {
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
