export type Action = "wait" | "fail" | "look" | "quarantine" | "disconnect" | "pause" | "opt-out";

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** What each code must lead to, said once more and apart from the table, so that a slip there shows. */
const meta: Record<Exclude<Action, "disconnect">, number[]> = {
  quarantine: [
    ...[0, 190, 3, 10, 200, 299, 131005, 368, 131031, 131042, 131037, 131045, 133010],
    ...[...range(133004, 133006), 133008, 133009, 133015, 133016],
  ],
  wait: [4, 80007, 130429, 131056, 131057, 132069, 131016, 2, 131049],
  look: [1, 131000],
  pause: [131048, 132000, 132001, 132015, 132016, 132068, 131064, 134100, 134101, 134102],
  "opt-out": [131050],
  fail: [
    ...[131026, 131047, 130472, 130497, 130403, 131021, 131030, 100, 131008, 131009],
    ...[131051, 131052, 131053, 132005, 132007, 132012],
  ],
};
const others: Record<string, Action> = {
  "evolution.number_without_whatsapp": "fail",
  "evolution.rejected": "fail",
  "evolution.too_large": "fail",
  "evolution.delivery_failed": "fail",
  "uazapi.delivery_failed": "fail",
  "evolution.unauthorized": "quarantine",
  "evolution.instance_not_found": "quarantine",
  "evolution.send_error": "look",
  "evolution.instance_disconnected": "disconnect",
  "whatsapp.timeout": "look",
  "whatsapp.connection_lost": "look",
  "whatsapp.unreadable_answer": "look",
  "whatsapp.unreachable": "wait",
  "whatsapp.redirected": "quarantine",
  "whatsapp.address_refused": "quarantine",
  "whatsapp.invalid_settings": "quarantine",
  "whatsapp.invalid_recipient": "fail",
  "whatsapp.invalid_message": "fail",
  "whatsapp.unrenderable": "fail",
  "whatsapp.unsupported_message": "fail",
};
const metaActions = new Map<string, string>(
  Object.entries(meta).flatMap(([action, codes]) => codes.map((code) => [`meta.${code}`, action] as const)),
);

/** Meta's codes by number, both ends of a range. */
export const metaCodes: readonly number[] = Object.values(meta).flat();

/** Every code, as the table names it. */
export const allCodes: readonly string[] = [
  ...metaCodes.map((code) => (code >= 200 && code <= 299 ? "meta.200-299" : `meta.${code}`)),
  ...Object.keys(others),
];

/** What must follow from a code. */
export function actionOf(code: string): Action {
  const action = others[code] ?? actions.find((one) => one === metaActions.get(code));
  if (!action) throw new Error(`nothing is expected of ${code}`);
  return action;
}
const actions: Action[] = ["wait", "fail", "look", "quarantine", "disconnect", "pause", "opt-out"];
