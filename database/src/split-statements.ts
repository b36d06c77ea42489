export type Statement = { line: number; text: string };

const token =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|(\$(?:[a-z_]\w*)?\$)[\s\S]*?\1|\bbegin\s+atomic\b|\bcase\b|\bend\b|;|[\w$]+|[\s\S]/gi;

/** The top-level statements of a file with the line each starts on. Good enough to say where a failure is; never used to apply. */
export function splitStatements(sql: string): Statement[] {
  const statements: Statement[] = [];
  let text = "";
  let start = 0;
  let depth = 0;
  let inBody = false;
  for (const match of sql.matchAll(token)) {
    const [part] = match;
    if (text === "" && /^(\s|--|\/\*)/.test(part)) continue;
    if (text === "") start = match.index;
    text += part;
    if (/^begin\s/i.test(part)) [inBody, depth] = [true, depth + 1];
    else if (inBody && /^case$/i.test(part)) depth += 1;
    else if (inBody && /^end$/i.test(part)) depth -= 1;
    if (depth === 0) inBody = false;
    if (part !== ";" || depth > 0) continue;
    statements.push({ line: lineAt(sql, start), text });
    text = "";
  }
  if (text.trim() !== "") statements.push({ line: lineAt(sql, start), text });
  return statements;
}

/** The 1-based line of an offset. */
export function lineAt(sql: string, offset: number): number {
  return sql.slice(0, offset).split("\n").length;
}
