import type * as z from "zod";
import type { Ports } from "./ports.ts";
import { readInput } from "./read-input.ts";

/** Who may do something of a tenant. `platform_admin` runs the platform and needs no membership. */
export type Role = "owner" | "operator" | "attendant" | "platform_admin";

/** The roles that see a tenant at all. */
export const everyRole: readonly Role[] = ["owner", "operator", "attendant"];

export type Input<P, Q, B> = {
  /** The account on whose behalf: SQL asserts its role. */
  actor: string;
  params: P;
  query: Q;
  body: B;
  /** The id of what is made: the same for the same `Idempotency-Key`, so that a repeat finds what the first one made. */
  newId: () => string;
  /** The body as it arrives, of an operation with `upload`. */
  stream: AsyncIterable<Uint8Array>;
};

type Definition<P, Q, B, A> = {
  /** camelCase verb and noun; also the OpenAPI operationId. */
  id: string;
  method: "get" | "post" | "put" | "patch" | "delete";
  /** As in OpenAPI: `/v1/clients/{clientId}/…` for everything of a tenant. */
  path: `/v1/${string}`;
  /** The heading it stands under in the document. */
  tag: string;
  /** What it does, for people, in Portuguese. */
  summary: string;
  /** Whom SQL lets do it (`signed-in`: whoever has an account). The document and the matrix test go by this. */
  roles: readonly Role[] | "signed-in";
  params?: z.ZodType<P>;
  query?: z.ZodType<Q>;
  body?: z.ZodType<B>;
  /** What the status of a success is: 200 unless said. 204 has no answer. */
  status?: 200 | 201 | 202 | 204;
  /** The answer; what is not in it does not leave. None: 204, or a download. */
  answer?: z.ZodType<A>;
  /** A POST that makes something: takes an `Idempotency-Key`. */
  creates?: boolean;
  /** The largest body; 256 kB unless said. */
  bodyLimitBytes?: number;
  /** Takes the body as a stream of this type instead of JSON. */
  upload?: string;
  /** What an upload over the limit is refused with: a code whose words name the limit. */
  tooLargeCode?: string;
  /** Answers with text of this type, in pieces, instead of JSON. */
  download?: string;
  /** What a browser calls the downloaded file. */
  filename?: string;
  perform: (input: Input<P, Q, B>, ports: Ports) => Promise<A>;
};

export type RawInput = {
  actor: string;
  params: unknown;
  query: unknown;
  body: unknown;
  idempotencyKey: string | undefined;
  stream: AsyncIterable<Uint8Array>;
};

/** One row of the table that routes, document and tests are made from. */
export type Operation = Omit<
  Definition<unknown, unknown, unknown, unknown>,
  "perform" | "params" | "query" | "body" | "answer"
> & {
  params: z.ZodType | undefined;
  query: z.ZodType | undefined;
  body: z.ZodType | undefined;
  answer: z.ZodType | undefined;
  /** Reads the input, performs, and gives the answer as its schema has it. */
  perform: (raw: RawInput, ports: Ports) => Promise<unknown>;
};

/** Makes a row of the table: what comes in is parsed before `perform` sees it, what goes out before anyone else does. */
export function operation<P = unknown, Q = unknown, B = unknown, A = unknown>(
  definition: Definition<P, Q, B, A>,
): Operation {
  const { params, query, body, answer, perform, ...rest } = definition;
  return {
    ...rest,
    params,
    query,
    body,
    answer,
    perform: async (raw, ports) => {
      const given = await perform(readInput(definition, raw), ports);
      return answer ? answer.parse(given) : given;
    },
  };
}
