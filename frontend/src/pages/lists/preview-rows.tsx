import { useLanguage } from "../../i18n/language.tsx";
import { Badge } from "../../ui/surfaces.tsx";
import type { Preview } from "./import-form.tsx";

/** The first rows of a file, each with what will become of it. */
export function PreviewRows({ preview }: { preview: Preview }) {
  const { text, language } = useLanguage();
  const { imports } = text;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="table-scroll preview-rows" tabIndex={0} aria-label={imports.firstRows}>
      <table className="table table-dense">
        <thead>
          <tr>
            <th scope="col">{imports.line}</th>
            <th scope="col">{imports.outcome}</th>
            {preview.columns.map(({ header }, index) => (
              <th key={index} scope="col">
                {header || imports.noHeader(String(index + 1))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map(({ line, cells, outcome }) => (
            <tr key={line}>
              <td className="figures muted">{line}</td>
              <td>
                {outcome?.kind === "refused" && (
                  <Badge tone="bad">{language === "en" ? outcome.reason.en : outcome.reason.pt}</Badge>
                )}
                {outcome?.kind === "ready" && <Badge tone="good">{imports.ready}</Badge>}
              </td>
              {preview.columns.map((_, index) => (
                <td key={index} className="clip preview-cell">
                  {cells[index]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
