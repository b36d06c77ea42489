import { useState } from "react";
import { useAct } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { saveFile } from "../../ui/save-file.ts";
import { useToast } from "../../ui/toasts.tsx";

const exportTimeoutMs = 5 * 60_000;

/** Downloads the recipients of a campaign as CSV. */
export function useExport({ id, name }: { id: string; name: string }) {
  const text = useText();
  const say = useToast();
  const [isBusy, setBusy] = useState(false);
  const act = useAct("exportRecipients");
  async function start({ status }: { status?: string }) {
    setBusy(true);
    try {
      const query = status ? { status } : {};
      const file = await act.mutateAsync({ params: { campaignId: id }, query, timeoutMs: exportTimeoutMs });
      saveFile(file, `${name}.csv`);
      say(text.common.exported);
    } catch {
      say(text.common.unknownError, { isBad: true });
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, start };
}
