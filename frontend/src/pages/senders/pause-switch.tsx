import { Switch } from "radix-ui";
import { useId, useState } from "react";
import { useText } from "../../i18n/language.tsx";
import { ReasonDialog } from "../../ui/reason-dialog.tsx";

type Props = {
  words: { title: string; pauseTitle: string; pauseText: string; resumeTitle: string; resumeText: string };
  /** Why it stands still; undefined while it does not. */
  stopped: { reason: string } | undefined;
  isReady: boolean;
  onSwitch: (action: "pause" | "resume", reason: string) => Promise<unknown>;
};

/** One switch for much sending; each turn of it has its reason. */
export function PauseSwitch({ words, stopped, isReady, onSwitch }: Props) {
  const { senders, shell } = useText();
  const id = useId();
  const [isAsked, setAsked] = useState(false);
  const isOn = stopped === undefined;
  return (
    <section className="card card-body row-between">
      <div className="grow">
        <h2 id={id}>{words.title}</h2>
        <p className="small muted">
          {isOn ? senders.tenantOn : `${senders.tenantOff}. ${shell.paused.why(stopped.reason)}`}
        </p>
      </div>
      <Switch.Root
        className="switch"
        aria-labelledby={id}
        checked={isOn}
        disabled={!isReady}
        onCheckedChange={() => setAsked(true)}
      >
        <Switch.Thumb className="switch-thumb" />
      </Switch.Root>
      <ReasonDialog
        title={isOn ? words.pauseTitle : words.resumeTitle}
        lead={isOn ? words.pauseText : words.resumeText}
        confirm={isOn ? senders.pause : senders.resume}
        isOpen={isAsked}
        onClose={() => setAsked(false)}
        onConfirm={(reason) => onSwitch(isOn ? "pause" : "resume", reason)}
      />
    </section>
  );
}
