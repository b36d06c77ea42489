import { useText } from "../../i18n/language.tsx";
import type { Columns, Preview } from "./import-form.tsx";

const roles = ["phone", "name", "variable", "ignore"] as const;
type Role = (typeof roles)[number];
type Props = { preview: Preview; columns: Columns; onChange: (columns: Columns) => void };

/** One row per column of the file: what it seems to be, and what it shall be. */
export function ColumnMapping({ preview, columns, onChange }: Props) {
  const { imports } = useText();
  function assign(index: number, role: Role) {
    onChange(
      columns.map((column, at) => {
        if (at === index) return { ...column, role };
        // There is one phone and one name: whoever had it gives it up.
        const isTaken = column.role === role && (role === "phone" || role === "name");
        return isTaken ? { ...column, role: "variable" } : column;
      }),
    );
  }
  return (
    <div className="table-scroll">
      <table className="table table-cards">
        <caption className="unseen">{imports.steps.mapping}</caption>
        <thead>
          <tr>
            <th scope="col">{imports.column}</th>
            <th scope="col">{imports.samples}</th>
            <th scope="col">{imports.use}</th>
            <th scope="col">{imports.variable}</th>
          </tr>
        </thead>
        <tbody>
          {preview.columns.map(({ header, samples }, index) => {
            const { role, variable } = columns[index] ?? { role: "ignore", variable: "" };
            const name = header || imports.noHeader(String(index + 1));
            return (
              <tr key={index}>
                <td className="lead strong">{name}</td>
                <td data-label={imports.samples}>
                  <span className="small muted samples">{samples.slice(0, 3).join(" · ")}</span>
                </td>
                <td data-label={imports.use}>
                  <select
                    className="input small-select"
                    aria-label={`${imports.use}: ${name}`}
                    value={role}
                    onChange={(event) =>
                      assign(index, roles.find((one) => one === event.target.value) ?? "ignore")
                    }
                  >
                    {roles.map((one) => (
                      <option key={one} value={one}>
                        {imports.roles[one]}
                      </option>
                    ))}
                  </select>
                </td>
                <td data-label={imports.variable}>
                  {role === "name" && <code>{"{{name}}"}</code>}
                  {role === "variable" && <code>{`{{${variable}}}`}</code>}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
