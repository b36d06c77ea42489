import { useRead } from "../../api/use-api.ts";
import { useText } from "../../i18n/language.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/surfaces.tsx";
import { newestVersion } from "./template-slots.ts";

type Props = {
  templateId: string;
  /** Takes another version; what was filled in is asked again. */
  onTake: (templateId: string) => void;
};

/** Says when the chosen template has a newer version, or may not be sent any more. */
export function TemplateNews({ templateId, onTake }: Props) {
  const { templates } = useText();
  const { data } = useRead("readTemplate", { params: { templateId }, isEnabled: templateId !== "" });
  if (!data || data.id !== templateId) return null;
  const newest = newestVersion(data.versions);
  if (newest && newest.id !== templateId)
    return (
      <Notice
        tone="warn"
        action={
          <Button small onClick={() => onTake(newest.id)}>
            {templates.takeNewest}
          </Button>
        }
      >
        {templates.isOld(String(data.version), String(newest.version))}
      </Notice>
    );
  if (data.status === "approved") return null;
  return <Notice tone="bad">{templates.mayNotBeSent(templates.status[data.status].toLowerCase())}</Notice>;
}
