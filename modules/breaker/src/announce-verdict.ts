import type { Verdict } from "./decide-breaker.ts";

export type Alert = {
  level: "error" | "warning";
  key: string;
  title: string;
  message: string;
  fields: { name: string; value: string }[];
  url?: string;
};
export type LinkTo = (path: string) => string | undefined;

/** What people are told of a verdict: figures, the reason behind the most frequent code, and where to look. Pure. */
export function announceVerdict(
  verdict: Verdict,
  name: string | null,
  describeCode: (code: string) => string,
  linkTo: LinkTo,
): Alert {
  const { kind, scope, id, code } = verdict;
  const isCampaign = scope === "campaign";
  const why = code ? ` A maioria por ${code}: ${describeCode(code)}` : "";
  const then = {
    warn: "Ela continua; confira o público e o modelo.",
    pause: `Nada mais sai até alguém retomar ${isCampaign ? "a campanha" : "o remetente"}.`,
  };
  const title = isCampaign ? "Campanha" : "Remetente";
  const url = linkTo(isCampaign ? `/campaigns/${id}` : `/senders/${id}`);
  return {
    level: kind === "pause" ? "error" : "warning",
    key: `breaker-${kind}:${scope}:${id}`,
    title: `${title} ${kind === "pause" ? (isCampaign ? "pausada" : "pausado") : "com muitas falhas"}${name ? `: ${name}` : ""}`,
    message: `${figures(verdict)}.${why} ${then[kind]}`,
    fields: [
      { name: title, value: id },
      { name: "Falhas", value: `${percent(verdict)} (${verdict.count}/${verdict.of})` },
      ...(code ? [{ name: "Código", value: code }] : []),
    ],
    ...(url !== undefined && { url }),
  };
}

/** The same in short, as the reason that a pause is recorded with. */
export function reasonOf(verdict: Verdict): string {
  return `${figures(verdict)}${verdict.code ? ` (${verdict.code})` : ""}`;
}

function figures({ cause, count, of }: Verdict): string {
  return cause === "opt-outs"
    ? `${count} de ${of} pessoas alcançadas pediram para sair`
    : `${count} dos últimos ${of} envios falharam`;
}

function percent({ count, of }: Verdict): string {
  return `${Math.round((100 * count) / Math.max(1, of))} %`;
}
