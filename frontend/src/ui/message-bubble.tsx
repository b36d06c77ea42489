import { FileText, Image, type LucideIcon, Video } from "lucide-react";

type Media = { kind: "image" | "video" | "document"; url: string; filename?: string | undefined };
type Props = { text: string; media?: Media | undefined; caption?: string; buttons?: readonly string[] };

const mediaIcons: Record<Media["kind"], LucideIcon> = {
  image: Image,
  video: Video,
  document: FileText,
};

/** A message as the phone shows it: WhatsApp's bold, italics and variables included. */
export function MessageBubble({ text, media, caption, buttons = [] }: Props) {
  const Icon = media && mediaIcons[media.kind];
  return (
    <figure className="chat">
      {caption && <figcaption className="tiny muted">{caption}</figcaption>}
      <div className="bubble">
        {media && Icon && (
          <span className="bubble-media clip">
            <Icon aria-hidden="true" /> <span className="clip">{media.filename ?? media.url}</span>
          </span>
        )}
        <p className="keep-lines">{markUp(text)}</p>
        {buttons.map((label) => (
          <span key={label} className="bubble-button">
            {label}
          </span>
        ))}
      </div>
    </figure>
  );
}

function markUp(text: string) {
  let at = 0;
  return text.split(/(\{\{[^{}]*\}\}|\*[^*\n]+\*|_[^_\n]+_)/g).map((part) => {
    const key = at;
    at += part.length;
    if (part.startsWith("{{") && part.endsWith("}}")) return <mark key={key}>{part}</mark>;
    if (/^\*[^*]+\*$/.test(part)) return <strong key={key}>{part.slice(1, -1)}</strong>;
    if (/^_[^_]+_$/.test(part)) return <em key={key}>{part.slice(1, -1)}</em>;
    return part;
  });
}
