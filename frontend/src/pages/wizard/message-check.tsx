import { CheckCircle2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useReply } from "../../api/use-api.ts";
import { useLanguage } from "../../i18n/language.tsx";
import { MessageBubble } from "../../ui/message-bubble.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { Notice } from "../../ui/surfaces.tsx";
import { messageOf } from "./content.ts";
import type { Draft } from "./draft.ts";
import { ProblemList } from "./problem-list.tsx";

const pauseMs = 600;

/** How the message arrives for real people of the list, and what is wrong with it; asked when the writer pauses. */
export function MessageCheck({ draft }: { draft: Draft }) {
  const { text, language } = useLanguage();
  const { wizard } = text;
  const [asked, setAsked] = useState(draft);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(draft), pauseMs);
    return () => clearTimeout(timer);
  }, [draft]);
  const { kind: _, ...message } = messageOf(asked);
  const { data, error, isFetching } = useReply("checkMessage", {
    body: {
      ...message,
      ...(asked.listId && { listId: asked.listId }),
      ...(asked.senderId && { senderId: asked.senderId }),
    },
    isEnabled: !isEmptyMessage(draft) && !isEmptyMessage(asked),
  });
  if (isEmptyMessage(draft)) return <p className="muted">{wizard.previewEmpty}</p>;
  const previews = data?.previews ?? [];
  return (
    <div className="stack">
      {previews.length === 0 && draft.kind === "text" && (
        <MessageBubble text={draft.text} media={draft.media ?? undefined} />
      )}
      {previews.slice(0, 3).map((preview, index) => (
        <MessageBubble
          key={index}
          text={preview.text}
          media={draft.kind === "text" ? (draft.media ?? undefined) : undefined}
          caption={wizard.previewOf(preview.name ?? "–")}
        />
      ))}
      <div role="status" className="stack-s">
        {(isFetching || (!data && !error)) && <p className="small muted">{wizard.checking}</p>}
        {error && <ProblemNotice problem={error} />}
        {data && data.problems.length === 0 && !isFetching && (
          <p className="small row fine">
            <CheckCircle2 aria-hidden="true" className="inline-icon" /> {wizard.checkFine}
          </p>
        )}
        {data?.variety && !data.variety.isEnough && (
          <Notice tone="warn">
            <p>{data.variety.reason[language === "en" ? "en" : "pt"]}</p>
            {data.variety.advice && (
              <p className="soft">{data.variety.advice[language === "en" ? "en" : "pt"]}</p>
            )}
          </Notice>
        )}
        {data && <ProblemList problems={data.problems} language={language} />}
      </div>
    </div>
  );
}

function isEmptyMessage({ kind, text, templateId }: Draft): boolean {
  return kind === "text" ? text.trim() === "" : templateId === "";
}
