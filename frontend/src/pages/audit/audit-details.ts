type Line = { name: string; text: string };

const shown = (value: unknown) =>
  typeof value === "string" ? value : value === null ? "–" : JSON.stringify(value);

/** What an audit event says beside who, what and when: its reason, then each value, as "before → after" where both are told. */
export function auditDetails(details: Record<string, unknown>): { reason: string | null; lines: Line[] } {
  const { reason, from, to, ...rest } = details;
  const lines = Object.entries(rest).map(([name, value]): Line => {
    const isChange = Array.isArray(value) && value.length === 2;
    return { name, text: isChange ? `${shown(value[0])} → ${shown(value[1])}` : shown(value) };
  });
  if (from !== undefined || to !== undefined)
    lines.unshift({
      name: "",
      text: [from, to]
        .filter((one) => one !== undefined)
        .map(shown)
        .join(" → "),
    });
  return { reason: typeof reason === "string" ? reason : null, lines };
}

const pages: Record<string, string> = {
  sender: "/senders",
  campaign: "/campaigns",
  list: "/lists",
  contact: "/contacts",
  import: "/lists/imports",
};

/** Where the thing is that an event is about; undefined where it has no page. */
export function auditSubject({
  action,
  subjectKind,
  subjectId,
}: {
  action: string;
  subjectKind: string;
  subjectId: string | null;
}): string | undefined {
  const page = pages[subjectKind];
  const isGone = action.endsWith(".deleted");
  return page && subjectId && !isGone ? `${page}/${subjectId}` : undefined;
}
