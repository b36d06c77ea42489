import { type ComponentProps, useState } from "react";
import { TextField } from "./field.tsx";

type Props = Omit<ComponentProps<typeof TextField>, "value" | "onChange" | "type"> & {
  value: number | null;
  /** What one shown unit is worth: 1,000 for seconds kept as milliseconds. */
  unit?: number;
  onNumber: (value: number | null) => void;
};

/** A number as it is typed; empty is none. */
export function NumberField({ value, unit = 1, onNumber, ...rest }: Props) {
  const [typed, setTyped] = useState(value === null ? "" : String(value / unit));
  return (
    <TextField
      inputMode="decimal"
      step="any"
      {...rest}
      type="number"
      value={typed}
      onChange={({ target }) => {
        setTyped(target.value);
        if (target.value === "") return onNumber(null);
        const number = Math.round(Number(target.value) * unit * 1_000) / 1_000;
        if (Number.isFinite(number)) onNumber(number);
      }}
    />
  );
}
