import { type ComponentProps, type ReactNode, useId } from "react";
import { useText } from "../i18n/language.tsx";

type About = {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  /** Seen by screen readers only. */
  labelUnseen?: boolean;
};

function useDescribed({ hint, error }: About) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  return {
    id,
    control: { id, "aria-describedby": described || undefined, "aria-invalid": error ? true : undefined },
  };
}

function Frame({ id, about, children }: { id: string; about: About; children: ReactNode }) {
  const text = useText();
  const { label, hint, error, optional, labelUnseen } = about;
  return (
    <div className="field">
      <label htmlFor={id} className={labelUnseen ? "unseen" : "field-label"}>
        {label} {optional && <span className="muted">({text.common.optional})</span>}
      </label>
      {children}
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="field-error">
          {error}
        </p>
      )}
    </div>
  );
}

function split<P extends About>({ label, hint, error, optional, labelUnseen, ...rest }: P) {
  const about: About = {
    label,
    hint,
    error,
    ...(optional && { optional }),
    ...(labelUnseen && { labelUnseen }),
  };
  return { about, rest };
}

/** A line of text with its label, what it is for and what is wrong with it. */
export function TextField(props: About & ComponentProps<"input">) {
  const { about, rest } = split(props);
  const { id, control } = useDescribed(about);
  return (
    <Frame id={id} about={about}>
      <input className="input" {...rest} {...control} />
    </Frame>
  );
}

/** Several lines of text. */
export function TextAreaField(props: About & ComponentProps<"textarea">) {
  const { about, rest } = split(props);
  const { id, control } = useDescribed(about);
  return (
    <Frame id={id} about={about}>
      <textarea className="input" {...rest} {...control} />
    </Frame>
  );
}

/** One of several; the system's own list, which phones and screen readers know best. */
export function SelectField(props: About & ComponentProps<"select">) {
  const { about, rest } = split(props);
  const { id, control } = useDescribed(about);
  return (
    <Frame id={id} about={about}>
      <select className="input" {...rest} {...control} />
    </Frame>
  );
}

/** A tick with its label. */
export function CheckField({
  label,
  hint,
  ...rest
}: { label: ReactNode; hint?: ReactNode } & ComponentProps<"input">) {
  return (
    <label className="check">
      <input type="checkbox" {...rest} />
      <span>
        {label}
        {hint && <span className="field-hint"> {hint}</span>}
      </span>
    </label>
  );
}

type ChoiceProps<T extends string> = {
  legend: string;
  name: string;
  value: T;
  options: readonly { value: T; label: ReactNode }[];
  onChoose: (value: T) => void;
};

/** A few alternatives, all in sight. */
export function Choices<T extends string>({ legend, name, value, options, onChoose }: ChoiceProps<T>) {
  return (
    <fieldset className="choices plain-fieldset">
      <legend className="unseen">{legend}</legend>
      {options.map((option) => (
        <label key={option.value} className="choice">
          <input
            type="radio"
            name={name}
            checked={option.value === value}
            onChange={() => onChoose(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  );
}
