import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { choosePorts, freePort } from "../src/ports.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "nova-ports-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a preferred port that is free is taken and remembered", async () => {
  const port = await freePort();
  const stateFile = join(folder, "a", "ports.json");
  expect(await choosePorts(["gateway"], { gateway: port }, stateFile, join(folder, "r1"))).toEqual({
    gateway: port,
  });
  const later = await choosePorts(["gateway"], {}, stateFile, join(folder, "r2"));
  expect(later).toEqual({ gateway: port });
});

test("a port that another program listens on is passed over", async () => {
  const server = createServer();
  const taken = await new Promise<number>((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
  const { gateway } = await choosePorts(
    ["gateway"],
    { gateway: taken },
    join(folder, "ports.json"),
    join(folder, "r"),
  );
  server.close();
  expect(gateway).not.toBe(taken);
});

test("two clones that start at the same moment with the same preferences get different ports", async () => {
  const port = await freePort();
  const preferred = { gateway: port, broker: port };
  const [one, two] = await Promise.all(
    ["one", "two"].map((clone) =>
      choosePorts(
        ["gateway", "broker"],
        preferred,
        join(folder, clone, "ports.json"),
        join(folder, "shared"),
      ),
    ),
  );
  const all = [...Object.values(one ?? {}), ...Object.values(two ?? {})];
  expect(new Set(all).size).toBe(4);
});

test("a state file that is broken is made anew", async () => {
  const stateFile = join(folder, "ports.json");
  await writeFile(stateFile, '{"gateway": "oops');
  const { gateway } = await choosePorts(["gateway"], {}, stateFile, join(folder, "r"));
  expect(JSON.parse(await readFile(stateFile, "utf8"))).toEqual({ gateway });
});
