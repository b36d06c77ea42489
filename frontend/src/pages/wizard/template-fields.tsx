import { useText } from "../../i18n/language.tsx";
import { TextField } from "../../ui/field.tsx";
import type { StepProps } from "./audience-step.tsx";

/** A field for each thing that the chosen template leaves open. */
export function TemplateFields({ draft, edit, showMissing }: StepProps) {
  const { wizard, common } = useText();
  const { header, parameters, buttons } = draft;
  const missing = (value: string) => (showMissing && value.trim() === "" ? common.required : undefined);
  return (
    <>
      {header && "text" in header && (
        <TextField
          label={wizard.headerText}
          hint={wizard.parameterHint}
          error={missing(header.text)}
          value={header.text}
          onChange={(event) => edit({ header: { text: event.target.value } })}
        />
      )}
      {header && "url" in header && (
        <TextField
          label={`${wizard.mediaKinds[header.kind]}: ${wizard.mediaUrl}`}
          hint={wizard.mediaUrlHint}
          error={missing(header.url)}
          type="url"
          placeholder="https://"
          value={header.url}
          onChange={(event) => edit({ header: { ...header, url: event.target.value.trim() } })}
        />
      )}
      {parameters.map(({ name, value }, index) => (
        <TextField
          key={name}
          label={wizard.parameter(`{{${name}}}`)}
          hint={index === 0 ? wizard.parameterHint : undefined}
          error={missing(value)}
          value={value}
          onChange={(event) =>
            edit({
              parameters: parameters.map((one) =>
                one.name === name ? { name, value: event.target.value } : one,
              ),
            })
          }
        />
      ))}
      {buttons.map((button) => (
        <TextField
          key={button.index}
          label={wizard.buttonValue(String(button.index + 1))}
          hint={wizard.parameterHint}
          error={missing(button.value)}
          value={button.value}
          onChange={(event) =>
            edit({
              buttons: buttons.map((one) =>
                one.index === button.index ? { ...one, value: event.target.value } : one,
              ),
            })
          }
        />
      ))}
    </>
  );
}
