import { attempt } from "@nova/error-handler";
import { readDeadLetter } from "@nova/queue";
import { deadLetterGroupSchema, deadLetterSchema, pageOf } from "@nova/supabase-client";
import * as z from "zod";
import { everyRole, operation, type Role } from "../operation.ts";
import type { Ports } from "../ports.ts";
import { decodeLetter, replayLetter } from "../replay-letter.ts";
import { clientParams, pageQuery, reasonField } from "./fields.ts";

const tag = "Cartas mortas";
const word = z.string().min(1).max(200);
const filter = { topic: word.optional(), cause: word.optional() };
const listQuery = pageQuery.extend({
  ...filter,
  after: z.uuid().optional(),
  state: z.enum(["open", "resolved", "all"]).default("open"),
});
const letterAnswer = deadLetterSchema.extend({
  /** What the message says: ids, as its queue reads it, or the text that could not be read. */
  payload: z.unknown(),
  deliveryAttempts: z.int().nullable(),
  canReplay: z.boolean(),
});
const replayedAnswer = z.object({
  replayed: z.int(),
  /** Those that could not be, each with the code that says why. */
  refused: z.array(z.object({ id: z.uuid(), code: z.string() })),
  /** Where to go on (`after`); null when these were the last. */
  next: z.uuid().nullable(),
});
const atOnce = 100;
const readers = everyRole;
const writers: readonly Role[] = ["owner", "operator"];

/** Dead letters of one tenant, and all of them for whoever runs the platform: the same operations at two places. */
export const deadLetterOperations = [
  ...lettersAt({
    base: "/v1/clients/{clientId}/dead-letters",
    name: (verb, noun) => `${verb}${noun}`,
    params: clientParams,
    letterParams: clientParams.extend({ letterId: z.uuid() }),
    clientOf: ({ clientId }) => clientId,
    readers,
    writers,
  }),
  ...lettersAt({
    base: "/v1/dead-letters",
    name: (verb, noun) => `${verb}Platform${noun}`,
    params: z.object({}),
    letterParams: z.object({ letterId: z.uuid() }),
    clientOf: () => null,
    readers: ["platform_admin"],
    writers: ["platform_admin"],
  }),
];

type Place<P, L> = {
  base: `/v1/${string}`;
  name: (verb: string, noun: string) => string;
  params: z.ZodType<P>;
  letterParams: z.ZodType<L>;
  clientOf: (params: P | L) => string | null;
  readers: readonly Role[];
  writers: readonly Role[];
};

function lettersAt<P, L extends { letterId: string }>(place: Place<P, L>) {
  const { base, name, params, letterParams, clientOf } = place;
  return [
    operation({
      id: name("list", "DeadLetters"),
      method: "get",
      path: base,
      tag,
      summary: "Mensagens de que se desistiu, da mais nova à mais antiga",
      roles: place.readers,
      params,
      query: listQuery,
      answer: pageOf(deadLetterSchema),
      perform: ({ actor, params: at, query: { state, ...query } }, { database }) =>
        database.platformRecords.listLetters(actor, clientOf(at), {
          ...query,
          open: state === "all" ? undefined : state === "open",
        }),
    }),
    operation({
      id: name("group", "DeadLetters"),
      method: "get",
      path: `${base}/groups`,
      tag,
      summary: "As abertas, por fila e causa",
      roles: place.readers,
      params,
      answer: z.object({ items: z.array(deadLetterGroupSchema) }),
      perform: async ({ actor, params: at }, { database }) => ({
        items: await database.platformRecords.groupLetters(actor, clientOf(at)),
      }),
    }),
    operation({
      id: name("replay", "DeadLetters"),
      method: "post",
      path: `${base}/replay`,
      tag,
      summary: `Reenvia as abertas de uma fila ou causa, até ${atOnce} por vez`,
      roles: place.writers,
      params,
      body: z.strictObject({ ...filter, after: z.uuid().optional() }),
      answer: replayedAnswer,
      perform: ({ actor, params: at, body }, ports) => replayMany(actor, clientOf(at), body, ports),
    }),
    operation({
      id: name("read", "DeadLetter"),
      method: "get",
      path: `${base}/{letterId}`,
      tag,
      summary: "Uma carta morta, com o que a mensagem diz",
      roles: place.readers,
      params: letterParams,
      answer: letterAnswer,
      perform: ({ actor, params: at }, ports) => readLetter(actor, clientOf(at), at.letterId, ports),
    }),
    operation({
      id: name("replay", "DeadLetter"),
      method: "post",
      path: `${base}/{letterId}/replay`,
      tag,
      summary: "Publica a mensagem de novo na sua fila, uma vez",
      roles: place.writers,
      params: letterParams,
      answer: letterAnswer,
      perform: async ({ actor, params: at }, ports) => {
        await replayLetter({ actor, clientId: clientOf(at), id: at.letterId }, ports);
        return readLetter(actor, clientOf(at), at.letterId, ports);
      },
    }),
    operation({
      id: name("dismiss", "DeadLetter"),
      method: "post",
      path: `${base}/{letterId}/dismiss`,
      tag,
      summary: "Dispensa uma carta morta sem reenviar",
      roles: place.writers,
      params: letterParams,
      body: z.strictObject({ reason: reasonField }),
      answer: deadLetterSchema,
      perform: ({ actor, params: at, body }, { database }) =>
        database.platformRecords.dismissLetter(actor, clientOf(at), at.letterId, body.reason),
    }),
  ];
}

async function readLetter(actor: string, clientId: string | null, id: string, { database }: Ports) {
  const { body, ...letter } = await database.platformRecords.readLetter(actor, clientId, id);
  const json = await attempt(() => readDeadLetter(JSON.parse(body)));
  const { payload, deliveryAttempts } = json.ok ? json.value : { payload: body, deliveryAttempts: undefined };
  const canReplay = letter.resolvedAt === null && (await decodeLetter(letter.topic, body)) !== undefined;
  return { ...letter, payload, deliveryAttempts: deliveryAttempts ?? null, canReplay };
}

type Which = { topic?: string | undefined; cause?: string | undefined; after?: string | undefined };

async function replayMany(
  actor: string,
  clientId: string | null,
  which: Which,
  ports: Ports,
): Promise<z.infer<typeof replayedAnswer>> {
  const page = { ...which, limit: atOnce };
  const { ids, next } = await ports.database.platformRecords.listReplayable(actor, clientId, page);
  const refused: { id: string; code: string }[] = [];
  for (const [index, id] of ids.entries()) {
    const done = await attempt(() => replayLetter({ actor, clientId, id }, ports));
    if (done.ok) continue;
    refused.push({ id, code: hintOf(done.error.context.hint) ?? done.error.code });
    // A queue that takes none now takes none of the next ones either.
    if (done.error.retry !== "never") return { replayed: index + 1 - refused.length, refused, next: id };
  }
  return { replayed: ids.length - refused.length, refused, next };
}

const hintOf = (hint: unknown) =>
  typeof hint === "string" && hint.startsWith("dead-letter.") ? hint : undefined;
