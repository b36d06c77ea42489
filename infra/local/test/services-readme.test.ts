import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { delimiter, dirname } from "node:path";
import { promisify } from "node:util";
import { loadManifests } from "@nova/topology";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { servicesDir } from "./lone-service.ts";
import { openStack, type TestStack } from "./stack-harness.ts";

const manifests = await loadManifests(servicesDir);
let stack: TestStack;
beforeAll(async () => {
  stack = await openStack();
}, 120_000);
afterAll(() => stack?.end());

type Example = { title: string; command: string; answer: string };

/** The commands with `curl` that a README shows, each with the answer it shows below. */
function examplesOf(name: string): Example[] {
  const file = `${servicesDir}${name}/README.md`;
  const blocks = /```sh\n([\s\S]*?)```\n\n```(?:json|text)\n([\s\S]*?)\n```/g;
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return [...text.matchAll(blocks)]
    .map(([, command = "", answer = ""], index) => ({ title: `${name} #${index + 1}`, command, answer }))
    .filter(({ command }) => command.includes("curl"));
}

test.each([
  "platform-api",
  "whatsapp-dispatcher",
  "whatsapp-worker",
  "whatsapp-webhook",
  "conversation-worker",
])("%s says how to try it", (name) => {
  expect(examplesOf(name).length).toBeGreaterThan(0);
});

describe("what a README shows is what happens", () => {
  const examples = manifests.flatMap(({ name }) => examplesOf(name));
  test.each(examples.map((example) => [example.title, example] as const))(
    "%s",
    async (_title, { command, answer }) => {
      const { services } = stack.addresses;
      const { stdout } = await promisify(execFile)("bash", ["-euo", "pipefail", "-c", command], {
        timeout: 15_000,
        env: {
          PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
          LOCAL: stack.stateDir,
          FILA: stack.addresses.broker,
          WORKER: services["whatsapp-worker"],
          CONVERSATION: services["conversation-worker"],
          DISPATCHER: services["whatsapp-dispatcher"],
          API: services["platform-api"],
          GATEWAY: stack.addresses.gateway,
          WEBHOOK: services["whatsapp-webhook"],
        },
      });
      const parts = answer.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
      expect(stdout.trim()).toMatch(new RegExp(`^${parts.join("[\\s\\S]*")}$`));
    },
  );
});
