import * as z from "zod";

const recordPage = z.object({
  records: z.array(z.object({ direction: z.enum(["in", "out"]), at: z.string() })),
  next: z.int().nullable(),
});

/** When the sandbox took each message, in order of time. */
export async function readAcceptedTimes(sandboxUrl: string): Promise<number[]> {
  const times: number[] = [];
  for (let from: number | null = 0; from !== null; ) {
    const response = await fetch(`${sandboxUrl}/_sandbox/record?since=${from}`, {
      signal: AbortSignal.timeout(30_000),
    });
    const page: z.infer<typeof recordPage> = recordPage.parse(await response.json());
    times.push(
      ...page.records.filter(({ direction }) => direction === "out").map(({ at }) => Date.parse(at)),
    );
    from = page.next;
  }
  return times.sort((a, b) => a - b);
}
