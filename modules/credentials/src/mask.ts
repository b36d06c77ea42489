/** A secret as people may see it: its last four characters, and none of one so short that four would tell much. */
export function mask(secret: string): string {
  const characters = [...secret];
  return characters.length >= 12 ? `••••${characters.slice(-4).join("")}` : "••••";
}
