import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { envelope, nested, push } from "./hostile-support.ts";

const huge = 15 * 1024 * 1024;

/** What a body is, the body, and headers that go with it. */
export type Shot = [what: string, body: string | Buffer, headers?: Record<string, string>];

/** Bodies that no push has, for a topic whose payload is `data`. */
export function shots(topic: string, data: object): Shot[] {
  const text = (value: unknown) => JSON.stringify(value);
  const good = () => push(envelope(topic, data));
  const polluting = `{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"message":{"__proto__":{"data":"x"},"messageId":"p-${randomUUID()}","data":"e30="}}`;
  return [
    ["nothing", ""],
    ["no JSON", "isto não é JSON"],
    ["half a JSON", text(good()).slice(0, 100)],
    ["two JSONs", `${text(good())}${text(good())}`],
    ["a text", '"x"'],
    ["a number out of range", "1e999"],
    ["null", "null"],
    ["a list", "[]"],
    ["an empty object", "{}"],
    ["no message", text({ message: null, subscription: "x" })],
    ["an empty message", text({ message: {} })],
    ["a message without data", text(push("", { data: undefined }))],
    ["a message with an empty id", text(push(envelope(topic, data), { messageId: "" }))],
    ["an id that is a number", text(push(envelope(topic, data), { messageId: 7 }))],
    ["data that is no base64", text(push("%%% não é base64 %%%"))],
    ["data that is no JSON", text(push(Buffer.from("oi").toString("base64")))],
    ["data that is no UTF-8", text(push(Buffer.from([0xff, 0xfe, 0xfd]).toString("base64")))],
    ["data that is no envelope", text(push({ hello: "world" }))],
    ["an envelope without a time", text(push(envelope(topic, data, { timestamp: "ontem" })))],
    ["an envelope of another topic", text(push(envelope("whatsapp-unknown", data)))],
    ["an envelope of an inherited name", text(push(envelope("constructor", data)))],
    [
      "an envelope with absurd counts",
      text(push(envelope(topic, data, { metadata: { retry_count: 1e300 } }))),
    ],
    ["a payload that is a list", text(push(envelope(topic, [data])))],
    ["a payload with wrong ids", text(push(envelope(topic, { sendId: "x", campaignId: 1e308 })))],
    ["a payload with NUL", text(push(envelope(topic, { sendId: "\u0000", campaignId: "\u0000" })))],
    ["attempts below one", text({ ...good(), deliveryAttempt: -1 })],
    ["absurd attempts", text({ ...good(), deliveryAttempt: 1e300 })],
    ["attempts in words", text({ ...good(), deliveryAttempt: "three" })],
    ["keys of prototypes", polluting],
    ["100,000 levels", nested(100_000)],
    ["100,000 levels in the data", text(push(Buffer.from(nested(100_000)).toString("base64")))],
    [
      "100,000 levels in the payload",
      `{"message":{"messageId":"deep-${randomUUID()}","data":"${Buffer.from(`{"data":${nested(100_000)}}`).toString("base64")}"}}`,
    ],
    ["100,000 lists", `${"[".repeat(100_000)}${"]".repeat(100_000)}`],
    [
      "no UTF-8",
      Buffer.concat([Buffer.from('{"message":"'), Buffer.from([0xc3, 0x28, 0xff]), Buffer.from('"}')]),
    ],
    ["UTF-16", Buffer.from(text(good()), "utf16le"), { "content-type": "application/json; charset=utf-16" }],
    ["an unknown character set", text(good()), { "content-type": "application/json; charset=martian" }],
    ["a form", "message=x&data=y", { "content-type": "application/x-www-form-urlencoded" }],
    ["compressed", gzipSync(text(good())), { "content-encoding": "gzip" }],
    ["15 MB", Buffer.alloc(huge, 32)],
    ["15 MB of data", text(push("A".repeat(huge)))],
    ["an id of a megabyte", text(push({ no: "envelope" }, { messageId: "m".repeat(1_000_000) }))],
    [
      "a correlation id of a megabyte",
      text(push(envelope(topic, [1], { metadata: { correlation_id: "c\n".repeat(500_000) } }))),
    ],
  ];
}
