import { AppError } from "@nova/error-handler";

type Options = { perActor: number; total: number };

/**
 * Holds uploads to so many at one moment, per person and per instance: slow ones must not fill its memory. Gives what
 * ends the upload; throws `request.too-many-uploads`.
 */
export function createUploadLimit({ perActor, total }: Options): (actor: string) => () => void {
  const open = new Map<string, number>();
  let sum = 0;
  return (actor) => {
    const own = open.get(actor) ?? 0;
    if (own >= perActor || sum >= total)
      throw new AppError("request.too-many-uploads", "too many uploads at once", {
        retry: "never",
        retryAfterMs: 5_000,
      });
    open.set(actor, own + 1);
    sum++;
    return () => {
      const left = (open.get(actor) ?? 1) - 1;
      if (left === 0) open.delete(actor);
      else open.set(actor, left);
      sum--;
    };
  };
}
