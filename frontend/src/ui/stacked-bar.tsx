type Part = { key: string; value: number; label: string };
type Props = { parts: readonly Part[]; total: number; label: string; thin?: boolean };

/** Shares of a whole, side by side. What is not in a part is the track. */
export function StackedBar({ parts, total, label, thin }: Props) {
  const settled = parts.reduce((sum, { value }) => sum + value, 0);
  return (
    <div
      className={`bar${thin ? " bar-thin" : ""}`}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={Math.max(total, 1)}
      aria-valuenow={settled}
    >
      {parts.map(({ key, value }) => (
        <i
          key={key}
          className={`tone-${key}`}
          style={{ width: `${total === 0 ? 0 : (100 * value) / total}%` }}
        />
      ))}
    </div>
  );
}
