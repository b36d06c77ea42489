import {
  keepPreviousData,
  type QueryKey,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { api } from "../auth/supabase.ts";
import { useTenant } from "../tenant/tenant-context.ts";
import type { Answer, Body, OperationId, Params, Query } from "./create-api.ts";

/** Operations of one tenant, and what their paths need besides it. */
type OfTenant = { [O in OperationId]: Params<O> extends { clientId: string } ? O : never }[OperationId];
type Rest<O extends OfTenant> = Omit<Params<O>, "clientId">;
type Paged = {
  [O in OfTenant]: Answer<O> extends { items: unknown[]; next: string | null } ? O : never;
}[OfTenant];
type Item<O extends Paged> = Answer<O> extends { items: (infer I)[] } ? I : never;

type ReadOptions<O extends OfTenant> = {
  params?: Rest<O>;
  query?: Query<O>;
  isEnabled?: boolean;
  everyMs?: number | false | ((answer: Answer<O> | undefined) => number | false);
};

/** Under which a tenant's answers are kept; the operation alone stands for all of its answers. */
export const answerKey = (clientId: string, id: OperationId, ...rest: unknown[]): QueryKey => [
  clientId,
  id,
  ...rest,
];

function useCall() {
  const { clientId } = useTenant();
  return {
    clientId,
    call: <O extends OfTenant>(
      id: O,
      {
        params,
        ...rest
      }: {
        params?: Rest<O> | undefined;
        query?: Query<O> | undefined;
        body?: Body<O> | undefined;
        signal?: AbortSignal;
        idempotencyKey?: string;
        timeoutMs?: number;
      },
    ) => api.call(id, { ...rest, params: withClient<O>(clientId, params) }),
  };
}

function withClient<O extends OfTenant>(clientId: string, params: Rest<O> | undefined): Params<O> {
  return Object.assign({ clientId }, params) as unknown as Params<O>;
}

/** Reads something of the tenant, and keeps it fresh. */
export function useRead<O extends OfTenant>(
  id: O,
  { params, query, isEnabled = true, everyMs = false }: ReadOptions<O> = {},
) {
  const { clientId, call } = useCall();
  return useQuery<Answer<O>>({
    queryKey: answerKey(clientId, id, params, query),
    queryFn: ({ signal }) => call(id, { params, query, signal }),
    enabled: isEnabled,
    placeholderData: keepPreviousData,
    refetchInterval: typeof everyMs === "function" ? ({ state }) => everyMs(state.data) : everyMs,
  });
}

/** Asks something that needs a body to ask, and keeps the answer. */
export function useReply<O extends OfTenant>(
  id: O,
  { params, body, isEnabled = true }: { params?: Rest<O>; body: Body<O>; isEnabled?: boolean },
) {
  const { clientId, call } = useCall();
  return useQuery<Answer<O>>({
    queryKey: answerKey(clientId, id, params, body),
    queryFn: ({ signal }) => call(id, { params, body, signal }),
    enabled: isEnabled,
    placeholderData: keepPreviousData,
  });
}

/** Reads a list page by page; `items` are those of all pages so far. */
export function usePages<O extends Paged>(
  id: O,
  { params, query, isEnabled = true, everyMs = false }: ReadOptions<O> = {},
) {
  const { clientId, call } = useCall();
  return useItemPages<Item<O>>({
    queryKey: answerKey(clientId, id, params, query),
    readPage: (after, signal) =>
      call(id, {
        params,
        query: Object.assign({}, query, after && { after }) as Query<O>,
        signal,
      }) as Promise<Page<Item<O>>>,
    isEnabled,
    everyMs: typeof everyMs === "function" ? false : everyMs,
  });
}

type Page<I> = { items: I[]; next: string | null };
type ItemPages<I> = {
  queryKey: QueryKey;
  readPage: (after: string, signal: AbortSignal) => Promise<Page<I>>;
  isEnabled: boolean;
  everyMs: number | false;
};

/** A list that is read page by page, wherever it comes from. */
export function useItemPages<I>({ queryKey, readPage, isEnabled, everyMs }: ItemPages<I>) {
  const pages = useInfiniteQuery({
    queryKey,
    queryFn: ({ signal, pageParam }) => readPage(pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next,
    enabled: isEnabled,
    placeholderData: keepPreviousData,
    refetchInterval: everyMs,
  });
  return {
    items: pages.data?.pages.flatMap(({ items }) => items),
    problem: pages.error,
    refetch: () => void pages.refetch(),
    isStale: pages.isPlaceholderData,
    more: pages.hasNextPage
      ? { isBusy: pages.isFetchingNextPage, load: () => void pages.fetchNextPage() }
      : undefined,
  };
}

type Act<O extends OfTenant> = {
  params?: Rest<O>;
  query?: Query<O>;
  body?: Body<O>;
  idempotencyKey?: string;
  timeoutMs?: number;
};

/** Does something, then has what it changed read again. */
export function useAct<O extends OfTenant>(id: O, changes: readonly OperationId[] = []) {
  const { clientId, call } = useCall();
  const client = useQueryClient();
  return useMutation<Answer<O>, unknown, Act<O>>({
    mutationFn: (act) => call(id, act),
    onSettled: () =>
      Promise.all(
        changes.map((changed) => client.invalidateQueries({ queryKey: answerKey(clientId, changed) })),
      ),
  });
}
