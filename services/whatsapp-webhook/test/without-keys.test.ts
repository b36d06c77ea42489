import { expect, test } from "vitest";
import { withoutKeys } from "../src/without-keys.ts";
import { providerOf, sampleBytes, samplePaths } from "./samples.ts";

const keys = /aaaaaaaa-0000-4000-8000-000000000001|00000000-EVOL-EXAM-PLE0-000000000001/;

test.each(samplePaths)("%s is kept without a key, and otherwise as it came", (path) => {
  const raw = sampleBytes(path);
  const kept = withoutKeys(providerOf(path), raw).toString("utf8");
  expect(kept).not.toMatch(keys);
  expect(kept).toBe(raw.toString("utf8").replace(keys, "[removed]"));
});

test.each([
  ["cut in the middle of it", '{"a":1,"token":"abc', '{"a":1,"token":"[removed]'],
  ["with quotes in it", '{"token": "a\\"b","c":1}', '{"token": "[removed]","c":1}'],
  ["twice", '{"token":"a","token" : "b"}', '{"token":"[removed]","token" : "[removed]"}'],
  ["that is no text", '{"token":7}', '{"token":7}'],
])("a key %s", (_, body, kept) => {
  expect(withoutKeys("uazapi", Buffer.from(body)).toString("utf8")).toBe(kept);
});

test("bytes that are no text stay as they are", () => {
  const raw = Buffer.concat([Buffer.from([0xff, 0xc3]), Buffer.from('"apikey":"k"'), Buffer.from([0, 0xfe])]);
  const kept = Buffer.concat([
    Buffer.from([0xff, 0xc3]),
    Buffer.from('"apikey":"[removed]"'),
    Buffer.from([0, 0xfe]),
  ]);
  expect(withoutKeys("evolution", raw).equals(kept)).toBe(true);
  expect(withoutKeys("meta", raw)).toBe(raw);
});
