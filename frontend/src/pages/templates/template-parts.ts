import type { Template } from "./template-status.tsx";

type Parts = { header: string | null; footer: string | null; buttons: string[] };

/** What stands around a template's text, as Meta lists it: its header, its footer, the words on its buttons. */
export function templateParts(components: Template["components"]): Parts {
  const part = (type: string) => components.find((one) => text(one.type).toUpperCase() === type);
  const header = part("HEADER");
  const buttons = part("BUTTONS")?.buttons;
  return {
    header: header ? text(header.text) || text(header.format).toLowerCase() || null : null,
    footer: text(part("FOOTER")?.text) || null,
    buttons: Array.isArray(buttons)
      ? buttons.flatMap((button: unknown) =>
          typeof button === "object" && button !== null && "text" in button ? [text(button.text)] : [],
        )
      : [],
  };
}

const text = (value: unknown) => (typeof value === "string" ? value : "");
