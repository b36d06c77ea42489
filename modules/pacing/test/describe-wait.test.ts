import { expect, test } from "vitest";
import { describeWait, type WaitReason } from "../src/index.ts";

const until = Date.UTC(2026, 10, 22, 17, 3, 20);

test.each<[WaitReason, string, string]>([
  [
    { code: "hourly-cap", used: 20, max: 20 },
    "limite por hora 20/20, próximo às 14:03:20",
    "hourly cap 20/20, next at 14:03:20",
  ],
  [
    { code: "hourly-cap", used: 18, max: 20, kept: 2 },
    "limite por hora 18/20 (2 reservados para respostas), próximo às 14:03:20",
    "hourly cap 18/20 (2 kept for replies), next at 14:03:20",
  ],
  [
    { code: "daily-cap", used: 100, max: 100 },
    "limite por dia 100/100, próximo em 22/11 às 14:03:20",
    "daily cap 100/100, next on 22/11 at 14:03:20",
  ],
  [
    { code: "window" },
    "fora do horário de envio do destinatário, abre em 22/11 às 14:03:20",
    "outside the recipient's sending hours, opens on 22/11 at 14:03:20",
  ],
  [{ code: "expired" }, "prazo de envio encerrado", "its term to be sent is over"],
])("%j is told in both languages", (reason, portuguese, english) => {
  expect([describeWait(reason, until, "pt-BR"), describeWait(reason, until, "en")]).toEqual([
    portuguese,
    english,
  ]);
});

test("every reason has a text without gaps", () => {
  const codes = [
    "hourly-cap",
    "daily-cap",
    "warm-up",
    "tier",
    "window",
    "pair-gap",
    "frequency-cap",
    "gap",
    "not-before",
    "expired",
    "turn",
  ] as const;
  for (const code of codes) {
    for (const locale of ["pt-BR", "en"] as const) {
      expect(describeWait({ code, used: 1, max: 2, kept: 1 }, until, locale)).toMatch(/^[^{}]+$/);
    }
  }
});

test("the time is told in the zone asked for", () => {
  expect(describeWait({ code: "gap" }, until, "en", "America/Rio_Branco")).toContain("12:03:20");
});
