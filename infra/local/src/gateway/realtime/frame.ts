import * as z from "zod";

/** One message of the Phoenix protocol. */
export type Frame = {
  joinRef: string | null;
  ref: string | null;
  topic: string;
  event: string;
  payload: unknown;
};
/** 1.0.0 is an object, 2.0.0 an array. */
export type ProtocolVersion = "1.0.0" | "2.0.0";

const reference = z.string().nullish();
const arrayFrame = z.tuple([reference, reference, z.string(), z.string(), z.unknown()]);
const objectFrame = z.object({
  join_ref: reference,
  ref: reference,
  topic: z.string(),
  event: z.string(),
  payload: z.unknown(),
});

/** Reads a text frame of either version; undefined if it is neither. */
export function parseFrame(text: string): Frame | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const array = arrayFrame.safeParse(value);
  if (array.success) {
    const [joinRef, ref, topic, event, payload] = array.data;
    return { joinRef: joinRef ?? null, ref: ref ?? null, topic, event, payload };
  }
  const object = objectFrame.safeParse(value);
  if (!object.success) return undefined;
  const { join_ref, ref, topic, event, payload } = object.data;
  return { joinRef: join_ref ?? null, ref: ref ?? null, topic, event, payload };
}

/** Writes a frame as the client's version has it. */
export function formatFrame(
  { joinRef, ref, topic, event, payload }: Frame,
  version: ProtocolVersion,
): string {
  return JSON.stringify(
    version === "2.0.0"
      ? [joinRef, ref, topic, event, payload]
      : { join_ref: joinRef, ref, topic, event, payload },
  );
}
