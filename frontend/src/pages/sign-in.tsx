import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { auth } from "../auth/supabase.ts";
import { useText } from "../i18n/language.tsx";
import { LanguageSwitch } from "../layout/language-switch.tsx";
import { Button } from "../ui/button.tsx";
import { TextField } from "../ui/field.tsx";
import { Notice } from "../ui/surfaces.tsx";

/** Signs in by e-mail and password. */
export function SignIn() {
  const text = useText();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [isShown, setShown] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string>();

  async function submit() {
    setBusy(true);
    setRefusal(undefined);
    const { error } = await auth.signInWithPassword({ email: email.trim(), password });
    setBusy(false);
    if (!error) return;
    const { wrong, tooMany, unreachable } = text.signIn;
    setRefusal(error.status === 429 ? tooMany : error.status && error.status < 500 ? wrong : unreachable);
  }

  const Icon = isShown ? EyeOff : Eye;
  return (
    <main className="sign-in">
      <div className="sign-in-box">
        <div className="brand">
          <img src="/icon.svg" alt="" width="36" height="36" />
          <span>{text.shell.product}</span>
        </div>
        <div className="card card-body">
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            <div>
              <h1>{text.signIn.title}</h1>
              <p className="muted">{text.signIn.lead}</p>
            </div>
            {refusal && <Notice tone="bad">{refusal}</Notice>}
            <TextField
              label={text.signIn.email}
              type="email"
              autoComplete="username"
              required
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
            <div className="password">
              <TextField
                label={text.signIn.password}
                type={isShown ? "text" : "password"}
                autoComplete="current-password"
                required
                value={password}
                onChange={(event) => setPassword(event.target.value)}
              />
              <button
                type="button"
                className="password-eye"
                aria-label={isShown ? text.signIn.hide : text.signIn.show}
                aria-pressed={isShown}
                onClick={() => setShown(!isShown)}
              >
                <Icon aria-hidden="true" />
              </button>
            </div>
            <Button type="submit" look="primary" busy={isBusy}>
              {text.signIn.submit}
            </Button>
          </form>
        </div>
        <LanguageSwitch />
      </div>
    </main>
  );
}
