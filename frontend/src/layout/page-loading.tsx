import { useText } from "../i18n/language.tsx";
import { Skeleton } from "../ui/surfaces.tsx";

/** While a page's code is on its way. */
export function PageLoading() {
  const text = useText();
  return (
    <div className="stack-l" aria-busy="true">
      <span className="unseen">{text.common.loading}</span>
      <div style={{ maxWidth: "14rem" }}>
        <Skeleton height="2rem" />
      </div>
      <div className="card">
        <div className="card-body">
          <Skeleton lines={6} height="1.5rem" />
        </div>
      </div>
    </div>
  );
}
