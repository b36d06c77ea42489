import { type ReactNode, useState } from "react";
import { useText } from "../i18n/language.tsx";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";
import { TextField } from "./field.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

type Props = {
  title: string;
  lead?: ReactNode;
  confirm: string;
  danger?: boolean;
  /** Without a reason it only asks. */
  asksReason?: boolean;
  isOpen: boolean;
  onClose: () => void;
  onConfirm: (reason: string) => Promise<unknown>;
};

/** Asks before something happens, and why: the reason is kept as history. Stays open while it is refused. */
export function ReasonDialog({ asksReason = true, isOpen, onClose, ...rest }: Props) {
  return (
    <Dialog title={rest.title} lead={rest.lead} isOpen={isOpen} onClose={onClose}>
      {isOpen && <ReasonForm {...rest} asksReason={asksReason} onClose={onClose} />}
    </Dialog>
  );
}

function ReasonForm({
  confirm,
  danger,
  asksReason,
  onClose,
  onConfirm,
}: Omit<Props, "isOpen" | "title" | "lead">) {
  const text = useText();
  const [reason, setReason] = useState("");
  const [isTried, setTried] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const isTooShort = asksReason && reason.trim().length < 3;

  async function submit() {
    setTried(true);
    if (isTooShort || isBusy) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await onConfirm(reason.trim());
      onClose();
    } catch (thrown) {
      setProblem(thrown);
      setBusy(false);
    }
  }

  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {asksReason && (
        <TextField
          label={text.common.reason}
          hint={text.common.reasonHint}
          error={isTried && isTooShort ? text.common.reasonTooShort : undefined}
          value={reason}
          maxLength={300}
          onChange={(event) => setReason(event.target.value)}
        />
      )}
      {problem !== undefined && <ProblemNotice problem={problem} />}
      <div className="dialog-actions">
        <Button onClick={onClose}>{text.common.back}</Button>
        <Button type="submit" look={danger ? "danger" : "primary"} busy={isBusy}>
          {confirm}
        </Button>
      </div>
    </form>
  );
}
