type Values = readonly string[] | Readonly<Record<string, string>>;

/** A template's text with what a campaign puts into it; what is not given stays open. */
export function fillTemplate(body: string, values: Values): string {
  return body.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (open, name: string) => valueNamed(values, name) || open);
}

function valueNamed(values: Values, name: string): string | undefined {
  if (Array.isArray(values)) return values[Number(name) - 1];
  return Object.entries(values).find(([key]) => key === name)?.[1];
}
