import { readFileSync } from "node:fs";
import { classifyError, type ErrorPolicy, knownErrorCodes } from "@nova/whatsapp";
import { expect, test } from "vitest";

const page = readFileSync(new URL("../../../docs/internas/erros-e-disjuntor.md", import.meta.url), "utf8");

const effects: Record<ErrorPolicy["action"], string> = {
  "retry-later": "espera",
  fail: "falha",
  "look-first": "sem confirmação",
  "pause-sender": "para o remetente",
  "pause-campaign": "pausa a campanha",
  "opt-out": "descadastra",
};

/** The table of the page, as the code has it. */
function tableOf(codes: readonly string[]): string {
  const rows = codes.map((code) => {
    const { action, reason, retryAfterMs, wholeAccount } = classifyError(
      "meta",
      code.replace("200-299", "200"),
    );
    const wait = action === "retry-later" && retryAfterMs ? ` ${inWords(retryAfterMs)}` : "";
    return `| \`${code}\` | ${effects[action]}${wait}${wholeAccount ? " e a conta" : ""} | ${reason} |`;
  });
  return ["| Código | Efeito | O que se diz às pessoas |", "|---|---|---|", ...rows].join("\n");
}

function inWords(ms: number): string {
  if (ms < 60_000) return `${ms / 1_000} s`;
  return ms < 3_600_000 ? `${ms / 60_000} min` : `${ms / 3_600_000} h`;
}

test("the page lists every code with what the code does about it", () => {
  const [, table] = page.split(/<!-- codes:(?:start|end) -->\n/);
  expect(table?.trim()).toBe(tableOf(knownErrorCodes));
});
