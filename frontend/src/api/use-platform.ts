import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "../auth/supabase.ts";
import type { Answer, Body, OperationId, Params, Query } from "./create-api.ts";
import { useItemPages } from "./use-api.ts";

/** Operations of the platform itself: no tenant is in their paths. */
type OfPlatform = { [O in OperationId]: Params<O> extends { clientId: string } ? never : O }[OperationId];
type Paged = {
  [O in OfPlatform]: Answer<O> extends { items: unknown[]; next: string | null } ? O : never;
}[OfPlatform];
type Item<O extends Paged> = Answer<O> extends { items: (infer I)[] } ? I : never;
type Options<O extends OfPlatform> = { query?: Query<O>; isEnabled?: boolean };
type Act<O extends OfPlatform> = { params: Params<O>; body?: Body<O>; idempotencyKey?: string };

const platformKey = (id: OperationId, ...rest: unknown[]) => ["platform", id, ...rest];

/** Reads something of the platform that needs nothing in its path. */
export function usePlatformRead<O extends OfPlatform>(id: O, params: Params<O>, query?: Query<O>) {
  return useQuery<Answer<O>>({
    queryKey: platformKey(id, params, query),
    queryFn: ({ signal }) => api.call(id, { params, query, signal }),
  });
}

/** Reads a list of the platform page by page. */
export function usePlatformPages<O extends Paged>(
  id: O,
  params: Params<O>,
  { query, isEnabled = true }: Options<O> = {},
) {
  return useItemPages<Item<O>>({
    queryKey: platformKey(id, query),
    readPage: (after, signal) =>
      api.call(id, {
        params,
        query: Object.assign({}, query, after && { after }) as Query<O>,
        signal,
      }) as Promise<{ items: Item<O>[]; next: string | null }>,
    isEnabled,
    everyMs: false,
  });
}

/** Does something on the platform, then has what it changed read again. */
export function usePlatformAct<O extends OfPlatform>(id: O, changes: readonly OperationId[] = []) {
  const client = useQueryClient();
  return useMutation<Answer<O>, unknown, Act<O>>({
    mutationFn: (act) => api.call(id, act),
    onSettled: () =>
      Promise.all(changes.map((changed) => client.invalidateQueries({ queryKey: platformKey(changed) }))),
  });
}
