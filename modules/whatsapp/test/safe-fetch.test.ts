import type { LookupFunction } from "node:net";
import { attempt } from "@nova/error-handler";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSafeFetch } from "../src/index.ts";
import { isPublicAddress } from "../src/public-address.ts";
import { json, startFakeServer } from "./fake-server.ts";

let server: Awaited<ReturnType<typeof startFakeServer>>;
beforeAll(async () => {
  server = await startFakeServer();
});
afterAll(() => server.close());
const port = () => new URL(server.url).port;
const init = () => ({
  method: "POST",
  headers: {},
  body: "{}",
  redirect: "manual" as const,
  signal: AbortSignal.timeout(3_000),
});

/** A resolver that gives the next of its answers at each question. */
function resolver(...answers: string[][]): LookupFunction & { asked: () => number } {
  let asked = 0;
  const lookup: LookupFunction = (_, options, callback) => {
    const found = (answers[Math.min(asked++, answers.length - 1)] ?? []).map((address) => ({
      address,
      family: address.includes(":") ? 6 : 4,
    }));
    if (options.all) callback(null, found);
    else callback(null, found[0]?.address ?? "", found[0]?.family);
  };
  return Object.assign(lookup, { asked: () => asked });
}

test.each([
  ["this machine", "127.0.0.1"],
  ["all of this machine", "127.200.3.4"],
  ["any address", "0.0.0.0"],
  ["a private network", "10.1.2.3"],
  ["a private network", "172.16.0.1"],
  ["a private network", "172.31.255.255"],
  ["a private network", "192.168.1.1"],
  ["the metadata service", "169.254.169.254"],
  ["a carrier's network", "100.64.0.1"],
  ["multicast", "224.0.0.1"],
  ["broadcast", "255.255.255.255"],
  ["a benchmark network", "198.18.0.1"],
  ["documentation", "203.0.113.9"],
  ["this machine in IPv6", "::1"],
  ["no address in IPv6", "::"],
  ["mapped IPv4", "::ffff:127.0.0.1"],
  ["mapped IPv4 in hex", "::ffff:7f00:1"],
  ["mapped public IPv4", "::ffff:8.8.8.8"],
  ["compatible IPv4", "::7f00:1"],
  ["NAT64", "64:ff9b::7f00:1"],
  ["6to4", "2002:7f00:1::"],
  ["Teredo", "2001:0:1::"],
  ["link-local", "fe80::1"],
  ["link-local with its zone", "fe80::1%eth0"],
  ["unique local", "fd00::1"],
  ["multicast in IPv6", "ff02::1"],
  ["documentation in IPv6", "2001:db8::1"],
  ["no address at all", "example.com"],
])("%s is not public: %s", (_, address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each([
  "8.8.8.8",
  "1.1.1.1",
  "172.32.0.1",
  "172.15.0.1",
  "100.128.0.1",
  "192.169.0.1",
  "169.253.0.1",
  "2606:4700:4700::1111",
  "[2001:4860:4860::8888]",
])("%s is public", (address) => {
  expect(isPublicAddress(address)).toBe(true);
});

test.each([
  ["an address", "127.0.0.1"],
  ["a short address", "127.1"],
  ["a decimal address", "2130706433"],
  ["an octal address", "0177.0.0.1"],
  ["a hexadecimal address", "0x7f.1"],
  ["IPv6", "[::1]"],
  ["mapped IPv4", "[::ffff:127.0.0.1]"],
  ["a name", "localhost"],
  ["full-width digits", "１２７.０.０.１"],
])("%s that leads to this machine is refused without a connection", async (_, host) => {
  const before = server.received.length;
  const result = await attempt(() =>
    createSafeFetch({ allowPrivate: false })(`http://${host}:${port()}/`, init()),
  );
  expect(result).toMatchObject({ ok: false, error: { code: "whatsapp.address_refused", retry: "never" } });
  expect(server.received.length).toBe(before);
});

test.each([
  ["a file", "file:///etc/passwd"],
  ["data", "data:text/plain,x"],
  ["ftp", "ftp://example.com/"],
  ["no scheme", "example.com"],
  ["a user", "https://user@example.com/"],
  ["a password", "https://user:pass@example.com/"],
])("%s in the URL is refused everywhere", async (_, url) => {
  for (const allowPrivate of [true, false]) {
    const result = await attempt(() => createSafeFetch({ allowPrivate })(url, init()));
    expect(result).toMatchObject({ ok: false, error: { code: "whatsapp.address_refused", retry: "never" } });
  }
});

test("a name that resolves inside is refused, in every family", async () => {
  for (const address of ["127.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"]) {
    const lookup = resolver([address]);
    const result = await attempt(() =>
      createSafeFetch({ allowPrivate: false, lookup })(`http://evo.example.com:${port()}/`, init()),
    );
    expect(result).toMatchObject({ ok: false, error: { code: "whatsapp.address_refused" } });
    expect(lookup.asked()).toBe(1);
  }
});

test("a name that was public when checked and is private when connected is refused: there is one look, the connection's own", async () => {
  const lookup = resolver(["127.0.0.1"], ["93.184.216.34"]);
  const before = server.received.length;
  const result = await attempt(() =>
    createSafeFetch({ allowPrivate: false, lookup })(`http://evo.example.com:${port()}/`, init()),
  );
  expect(result.ok).toBe(false);
  expect(lookup.asked()).toBe(1);
  expect(server.received.length).toBe(before);
});

test("of a name with public and private addresses only the public ones are tried", async () => {
  const lookup = resolver(["127.0.0.1", "2000::1"]);
  const before = server.received.length;
  const result = await attempt(() =>
    createSafeFetch({ allowPrivate: false, lookup })(`http://evo.example.com:${port()}/`, init()),
  );
  expect(result).toMatchObject({ ok: false });
  expect(result).not.toMatchObject({ error: { code: "whatsapp.address_refused" } });
  expect(server.received.length).toBe(before);
});

test("where private addresses are allowed, the call goes through and its redirect is not followed", async () => {
  server.next(json(307, {}, { location: `${server.url}/elsewhere` }));
  const before = server.received.length;
  const response = await createSafeFetch({ allowPrivate: true })(`${server.url}/here`, init());
  expect(response.status).toBe(307);
  expect(server.received.length).toBe(before + 1);
});
