import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { simulateCampaign } from "@nova/pacing/simulate";
import { expect, onTestFinished, test } from "vitest";
import { describeSimulation } from "../src/simulate/describe-simulation.ts";
import { parseSimulation } from "../src/simulate/parse-simulation.ts";
import { withoutRule } from "../src/simulate/without-rule.ts";

const now = new Date("2026-11-23T12:00:00Z");
const command = fileURLToPath(new URL("../src/commands/simulate.ts", import.meta.url));

/** What a person reads who asked for this. */
function answer(...args: string[]): string {
  const { input, locale } = parseSimulation(args, now);
  const run = simulateCampaign(input);
  const freer = run.decidedBy && withoutRule(input.profile, run.decidedBy);
  const whatIf = freer ? simulateCampaign({ ...input, profile: freer }) : null;
  return describeSimulation(run, input, whatIf, locale);
}

test("an operator reads when it ends, what it costs, what holds it back and what it risks", () => {
  const text = answer("--recipients", "600", "--tier", "250", "--start", "2026-11-23T12:00");
  expect(text).toContain(
    "Simulação: 600 destinatários, número oficial, início seg, 23/11/2026 12:00 (Brasília)",
  );
  expect(text).toMatch(/Fim +qua, 25\/11\/2026 12:0\d \(2 d 0 h\)/);
  expect(text).toMatch(/600 × US\$\s0,0625/);
  expect(text).toMatch(/ 100 % +█+ +limite da Meta em 24 h/);
  expect(text).toContain("O limite da Meta (250 pessoas em 24 h) se esgota seg, 23/11/2026 12:0");
  expect(text).toContain("com 350 ainda na fila");
  expect(text).toContain('Sem "limite da Meta em 24 h": fim seg, 23/11/2026 12:0');
  expect(text).toMatch(/qua, 25\/11 +█+ 100\n/);
  expect(text).toContain("Risco de bloqueio: baixo");
});

test("a paired phone costs nothing, and its risks are named", () => {
  const text = answer(
    "--recipients",
    "200",
    "--profile",
    "qr",
    "--age-days",
    "3",
    "--message",
    "Oferta!",
    "--cold",
    "90",
  );
  expect(text).toContain("Custo   0: mensagens por aparelho não são cobradas");
  expect(text).toContain("Risco de bloqueio: ALTO");
  expect(text).toContain("para um número de 3 dias");
  expect(text).toContain("100 % das mensagens com o mesmo texto");
});

test("in English with --en", () => {
  const text = answer("--recipients", "30", "--profile", "qr", "--en");
  expect(text).toContain("Simulation: 30 recipients, paired phone");
  expect(text).toContain("hourly cap");
  expect(text).not.toMatch(/destinat|Risco|Supõe/);
});

test.each([
  ["neither a number nor a list", [], "--recipients 5000"],
  ["both", ["--recipients", "5", "--contacts", "x.csv"], "uma coisa ou outra"],
  ["nobody", ["--recipients", "0"], "--recipients 0 não vale"],
  ["more than anybody has", ["--recipients", "99999999"], "não vale"],
  ["a profile that does not exist", ["--recipients", "5", "--profile", "sms"], "--profile sms não vale"],
  ["hours that are none", ["--recipients", "5", "--window", "25-3"], "08:00-20:00"],
  ["a day that is none", ["--recipients", "5", "--start", "amanhã"], "2026-11-23T09:00"],
  ["a cap of zero", ["--recipients", "5", "--per-day", "0"], "--per-day 0 não vale"],
  ["an unknown flag", ["--recipients", "5", "--fast"], "--fast"],
])("what cannot be understood is answered with what to write: %s", (_what, args, said) => {
  expect(() => parseSimulation(args, now)).toThrow(said);
});

test("every flag reaches the profile", () => {
  const flags =
    "--recipients 5 --profile qr --per-hour 30 --per-day none --gap 7.5 --window 09:00-18:30 --no-ramp";
  const { input } = parseSimulation([...flags.split(" "), "--start", "2026-12-01"], now);
  expect(input.profile).toMatchObject({
    maxPerHour: 30,
    maxPerDay: null,
    minGapMs: 7_500,
    window: { from: "09:00", until: "18:30" },
    ramp: null,
  });
  expect(input.startAt).toBe(Date.parse("2026-12-01T11:00:00Z"));
});

test("a contact list keeps its order and its area codes, and foreign numbers have no price", async () => {
  const folder = await mkdtemp(join(tmpdir(), "simulate-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, "lista.csv"), "telefone\n(68) 97777-0002\n(11) 98888-0001\n+14155550100\n");
  const args = [command, "--contacts", "lista.csv", "--start", "2026-11-23T07:30", "--json"];
  const env = { ...process.env, INIT_CWD: folder };
  const { stdout } = await promisify(execFile)(process.execPath, args, { env });
  const run: ReturnType<typeof simulateCampaign> = JSON.parse(stdout);
  expect(run).toMatchObject({ recipients: 3, cost: { priced: 2, unpriced: 1 }, decidedBy: "window" });
  expect(run.hours.map(({ at, sends }) => [new Date(at).toISOString().slice(11, 13), sends])).toEqual([
    ["11", 2],
    ["13", 1],
  ]);
});

test("--help is no mistake: it says what can be asked", async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [command, "--help"]);
  expect([stdout.split("\n")[0], stderr]).toEqual([expect.stringContaining("Uso: npm run simulate"), ""]);
});
