import { CheckCircle2, XCircle } from "lucide-react";
import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

type Toast = { id: number; text: string; isBad: boolean };
type Say = (text: string, options?: { isBad?: boolean }) => void;

const shownMs = 5_000;
const ToastContext = createContext<Say>(() => {});
let lastId = 0;

/** Short words on what was just done, read out by screen readers. */
export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<Toast[]>([]);
  const say = useCallback<Say>((text, { isBad = false } = {}) => {
    const id = ++lastId;
    setToasts((shown) => [...shown.slice(-2), { id, text, isBad }]);
    setTimeout(() => setToasts((shown) => shown.filter((toast) => toast.id !== id)), shownMs);
  }, []);
  return (
    <ToastContext value={say}>
      {children}
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map(({ id, text, isBad }) => {
          const Icon = isBad ? XCircle : CheckCircle2;
          return (
            <div key={id} className={`toast${isBad ? " toast-bad" : ""}`}>
              <Icon aria-hidden="true" />
              <span>{text}</span>
            </div>
          );
        })}
      </div>
    </ToastContext>
  );
}

export const useToast = () => useContext(ToastContext);
