const start = "<!-- topology:start -->";
const end = "<!-- topology:end -->";

/** The document with the diagram between its markers replaced; without markers they are added at its end. */
export function withDiagram(document: string, diagram: string): string {
  const section = `${start}\n<!-- Written by "npm run generate" from services/*/service.json. -->\n\n\`\`\`mermaid\n${diagram}\n\`\`\`\n\n${end}`;
  const from = document.indexOf(start);
  const to = document.indexOf(end);
  if (from < 0 || to < from) return `${document.trimEnd()}\n\n${section}\n`.trimStart();
  return document.slice(0, from) + section + document.slice(to + end.length);
}
