import { LogOut } from "lucide-react";
import { Route, Switch } from "wouter";
import { auth } from "../../auth/supabase.ts";
import { useText } from "../../i18n/language.tsx";
import { LanguageSwitch } from "../../layout/language-switch.tsx";
import { Button } from "../../ui/button.tsx";
import ClientPage from "./client-page.tsx";
import PlatformPage from "./platform-page.tsx";

/** The platform for whoever runs it and is member of no tenant: there is nothing else to see. */
export default function PlatformAlone() {
  const { shell } = useText();
  return (
    <main className="shell-main">
      <div className="row-between">
        <LanguageSwitch />
        <Button look="plain" small onClick={() => void auth.signOut()}>
          <LogOut aria-hidden="true" />
          {shell.signOut}
        </Button>
      </div>
      <Switch>
        <Route path="/platform/clients/:clientId">
          {({ clientId }) => <ClientPage key={clientId} clientId={clientId} />}
        </Route>
        <Route component={PlatformPage} />
      </Switch>
    </main>
  );
}
