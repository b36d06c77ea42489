import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { Redirect, Route, Switch } from "wouter";
import { mayHelpToRetry } from "./api/problem.ts";
import { NotFound } from "./layout/not-found.tsx";
import { PageErrors } from "./layout/page-errors.tsx";
import { PageLoading } from "./layout/page-loading.tsx";
import { Shell } from "./layout/shell.tsx";
// What nearly everybody sees first comes with the frame: a page of its own would be shown 300 ms late, as React
// keeps a fallback for that long.
import CampaignList from "./pages/campaigns/campaign-list.tsx";
import { TenantProvider } from "./tenant/tenant-provider.tsx";
import { ToastProvider } from "./ui/toasts.tsx";

const NewCampaign = lazy(() => import("./pages/wizard/wizard-page.tsx"));
const EditCampaign = lazy(async () => ({
  default: (await import("./pages/wizard/wizard-page.tsx")).EditCampaign,
}));
const ListList = lazy(() => import("./pages/lists/list-list.tsx"));
const ListPage = lazy(() => import("./pages/lists/list-page.tsx"));
const ImportNew = lazy(() => import("./pages/lists/import-new.tsx"));
const ImportPage = lazy(() => import("./pages/lists/import-page.tsx"));
const ContactList = lazy(() => import("./pages/contacts/contact-list.tsx"));
const ContactPage = lazy(() => import("./pages/contacts/contact-page.tsx"));
const SenderList = lazy(() => import("./pages/senders/sender-list.tsx"));
const NewSender = lazy(() => import("./pages/senders/new-sender.tsx"));
const SenderPage = lazy(() => import("./pages/senders/sender-page.tsx"));
const DeadLetterList = lazy(() => import("./pages/dead-letters/dead-letter-list.tsx"));
const TemplateList = lazy(() => import("./pages/templates/template-list.tsx"));
const AuditPage = lazy(() => import("./pages/audit/audit-page.tsx"));
const PlatformPage = lazy(() => import("./pages/platform/platform-page.tsx"));
const ClientPage = lazy(() => import("./pages/platform/client-page.tsx"));
const SettingsPage = lazy(() => import("./pages/settings/settings-page.tsx"));
const CampaignPage = lazy(() => import("./pages/campaigns/campaign-page.tsx"));

/** What a person sees who is signed in. Its answers end with it: the next person starts from nothing. */
export default function Workplace() {
  const [queries] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: {
            staleTime: 5_000,
            retry: (failures, problem) => failures < 2 && mayHelpToRetry(problem),
          },
          mutations: { retry: false },
        },
      }),
  );
  return (
    <QueryClientProvider client={queries}>
      <ToastProvider>
        <TenantProvider>
          <Shell>
            <PageErrors>
              <Suspense fallback={<PageLoading />}>
                <Pages />
              </Suspense>
            </PageErrors>
          </Shell>
        </TenantProvider>
      </ToastProvider>
    </QueryClientProvider>
  );
}

function Pages() {
  return (
    <Switch>
      <Route path="/">
        <Redirect to="/campaigns" replace />
      </Route>
      <Route path="/campaigns" component={CampaignList} />
      <Route path="/campaigns/new" component={NewCampaign} />
      <Route path="/campaigns/:campaignId/edit">
        {({ campaignId }) => <EditCampaign campaignId={campaignId} />}
      </Route>
      <Route path="/campaigns/:campaignId">
        {({ campaignId }) => <CampaignPage campaignId={campaignId} />}
      </Route>
      <Route path="/lists" component={ListList} />
      <Route path="/lists/import" component={ImportNew} />
      <Route path="/lists/imports/:importId">{({ importId }) => <ImportPage importId={importId} />}</Route>
      <Route path="/lists/:listId">{({ listId }) => <ListPage key={listId} listId={listId} />}</Route>
      <Route path="/contacts" component={ContactList} />
      <Route path="/contacts/:contactId">{({ contactId }) => <ContactPage contactId={contactId} />}</Route>
      <Route path="/senders" component={SenderList} />
      <Route path="/senders/new" component={NewSender} />
      <Route path="/senders/:senderId">{({ senderId }) => <SenderPage senderId={senderId} />}</Route>
      <Route path="/dead-letters" component={DeadLetterList} />
      <Route path="/templates" component={TemplateList} />
      <Route path="/audit" component={AuditPage} />
      <Route path="/platform" component={PlatformPage} />
      <Route path="/platform/clients/:clientId">
        {({ clientId }) => <ClientPage key={clientId} clientId={clientId} />}
      </Route>
      <Route path="/settings" component={SettingsPage} />
      <Route component={NotFound} />
    </Switch>
  );
}
