import { PencilLine } from "lucide-react";
import { useState } from "react";
import { useRead } from "../../api/use-api.ts";
import { useFormat, useText } from "../../i18n/language.tsx";
import { useTenant } from "../../tenant/tenant-context.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { MessageBubble } from "../../ui/message-bubble.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Skeleton } from "../../ui/surfaces.tsx";
import { templateParts } from "./template-parts.ts";
import { TemplateQuality, TemplateStatus } from "./template-status.tsx";
import { WriteTemplateDialog } from "./write-template-dialog.tsx";

/** One template: how it reads, whether it may be sent, and its versions. */
export function TemplateDialog({ templateId, onClose }: { templateId: string; onClose: () => void }) {
  const { templates } = useText();
  const format = useFormat();
  const { mayWrite } = useTenant();
  const [id, setId] = useState(templateId);
  const [isWriting, setWriting] = useState(false);
  const { data: template, error } = useRead("readTemplate", { params: { templateId: id } });
  if (isWriting && template) return <WriteTemplateDialog from={template} onClose={onClose} />;
  const parts = template && templateParts(template.components);
  return (
    <Dialog
      title={template?.name ?? templates.title}
      lead={template && [template.language, templates.version(String(template.version))].join(" · ")}
      isOpen
      onClose={onClose}
    >
      {error && <ProblemNotice problem={error} />}
      {!template && !error && <Skeleton lines={4} />}
      {template && parts && (
        <div className="stack">
          {template.kind === "meta" && (
            <div className="row">
              <TemplateStatus template={template} />
              <TemplateQuality quality={template.quality} />
            </div>
          )}
          <MessageBubble
            text={[parts.header && `*${parts.header}*`, template.body, parts.footer && `_${parts.footer}_`]
              .filter(Boolean)
              .join("\n\n")}
            buttons={parts.buttons}
          />
          {template.versions.length > 1 && (
            <fieldset className="plain-fieldset stack-s">
              <legend className="field-label">{templates.versions}</legend>
              <ul className="row">
                {template.versions.map((one) => (
                  <li key={one.id}>
                    <Button small aria-pressed={one.id === id} onClick={() => setId(one.id)}>
                      {templates.version(String(one.version))} · {format.date(one.createdAt)}
                    </Button>
                  </li>
                ))}
              </ul>
            </fieldset>
          )}
          {mayWrite && template.kind === "text" && (
            <div className="dialog-actions">
              <Button onClick={() => setWriting(true)}>
                <PencilLine aria-hidden="true" />
                {templates.newVersion}
              </Button>
            </div>
          )}
        </div>
      )}
    </Dialog>
  );
}
