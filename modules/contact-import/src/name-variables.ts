/** The variable that a column's values go by in a text: `Nome Completo` is `{{nome_completo}}`. */
export function variableName(header: string): string {
  return header
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_]+/gu, "_")
    .replace(/^_+|_+$/g, "");
}

/** A name for each column, no two alike: the second `cidade` is `cidade_2`, one without a name goes by its number. */
export function nameVariables(headers: string[]): string[] {
  const wanted = headers.map((header, index) => variableName(header) || `coluna_${index + 1}`);
  const taken = new Set<string>();
  const free = (name: string) => !taken.has(name) && !wanted.includes(name);
  return wanted.map((name) => {
    let chosen = name;
    for (let number = 2; chosen === name ? taken.has(name) : !free(chosen); number++)
      chosen = `${name}_${number}`;
    taken.add(chosen);
    return chosen;
  });
}
