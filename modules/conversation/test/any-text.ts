import fc from "fast-check";

const anyCharacter = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));

/** A text of any characters at all, halves of characters included; fast-check's own takes seconds to prepare. */
export const anyText = (maxLength: number) => fc.string({ unit: anyCharacter, maxLength });
