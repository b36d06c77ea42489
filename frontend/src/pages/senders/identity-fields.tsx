import { useText } from "../../i18n/language.tsx";
import { TextField } from "../../ui/field.tsx";
import type { NewProvider } from "./default-profiles.ts";

export type NewIdentity = {
  provider: NewProvider;
  name: string;
  externalId: string;
  accountId: string;
  secret: string;
  apiUrl: string;
};
type Props = { value: NewIdentity; edit: (part: Partial<NewIdentity>) => void };

/** What tells a number from all others at its provider. */
export function IdentityFields({ value, edit }: Props) {
  const { senderForm } = useText();
  const isMeta = value.provider === "meta";
  return (
    <div className="columns">
      <TextField
        label={senderForm.name}
        hint={senderForm.nameHint}
        required
        maxLength={120}
        value={value.name}
        onChange={({ target }) => edit({ name: target.value })}
      />
      <TextField
        key={value.provider}
        label={isMeta ? senderForm.phoneNumberId : senderForm.instance}
        hint={isMeta ? senderForm.phoneNumberIdHint : senderForm.instanceHint}
        required
        inputMode={isMeta ? "numeric" : "text"}
        pattern={isMeta ? "\\s*\\d{5,25}\\s*" : "\\s*[\\w.\\-]{1,100}\\s*"}
        autoComplete="off"
        value={value.externalId}
        onChange={({ target }) => edit({ externalId: target.value })}
      />
      {isMeta && (
        <TextField
          label={senderForm.accountId}
          hint={senderForm.accountIdHint}
          optional
          maxLength={100}
          autoComplete="off"
          value={value.accountId}
          onChange={({ target }) => edit({ accountId: target.value })}
        />
      )}
    </div>
  );
}

/** What proves the number to its provider; may come later. */
export function SecretFields({ value, edit }: Props) {
  const { senders } = useText();
  const isMeta = value.provider === "meta";
  return (
    <div className="columns">
      {!isMeta && (
        <TextField
          label={senders.apiUrl}
          type="url"
          placeholder="https://"
          required={value.secret.trim() !== ""}
          value={value.apiUrl}
          onChange={({ target }) => edit({ apiUrl: target.value })}
        />
      )}
      <TextField
        label={isMeta ? senders.accessToken : senders.apiKey}
        hint={senders.credentialsHint}
        type="password"
        autoComplete="off"
        minLength={8}
        value={value.secret}
        onChange={({ target }) => edit({ secret: target.value })}
      />
    </div>
  );
}
