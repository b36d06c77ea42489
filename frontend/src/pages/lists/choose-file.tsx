import { FileUp } from "lucide-react";
import { useId, useState } from "react";
import { useText } from "../../i18n/language.tsx";
import { Notice } from "../../ui/surfaces.tsx";

const spreadsheets = /\.(xlsx?|ods|numbers)$/i;

/** Takes a file by choosing or by dropping it. */
export function ChooseFile({ onChoose }: { onChoose: (file: File) => void }) {
  const { imports } = useText();
  const id = useId();
  const [isOver, setOver] = useState(false);
  const [isSpreadsheet, setSpreadsheet] = useState(false);
  function take(file: File | undefined) {
    if (!file) return;
    const isWrong = spreadsheets.test(file.name);
    setSpreadsheet(isWrong);
    if (!isWrong) onChoose(file);
  }
  return (
    <div className="stack">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the field inside is the first */}
      <div
        className={`drop${isOver ? " drop-over" : ""}`}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          take(event.dataTransfer.files[0]);
        }}
      >
        <FileUp aria-hidden="true" />
        <p className="strong">{imports.drop}</p>
        <p className="small muted">{imports.dropHint}</p>
        <input
          id={id}
          type="file"
          className="unseen"
          accept=".csv,.txt,.tsv,text/csv,text/plain"
          onChange={(event) => take(event.target.files?.[0])}
        />
        <label htmlFor={id} className="button button-primary">
          {imports.choose}
        </label>
      </div>
      {isSpreadsheet && <Notice tone="warn">{imports.spreadsheet}</Notice>}
    </div>
  );
}
