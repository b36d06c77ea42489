import { AppError } from "@nova/error-handler";
import type { Publisher } from "@nova/queue";
import { topics } from "@nova/queue";
import type { Manifest } from "@nova/topology";
import { Cron } from "croner";

type Ports = {
  publisher: Pick<Publisher, "publish">;
  call: (service: string, path: string, body: unknown) => Promise<void>;
  log: (line: string) => void;
};

/** Stands in for Cloud Scheduler: fires the manifests' crons in their own time zones until stopped. */
export function fireCrons(
  manifests: readonly Manifest[],
  { publisher, call, log }: Ports,
): { stop: () => void } {
  const jobs = manifests.flatMap((manifest) =>
    manifest.cron.map(({ schedule, timeZone, publish, call: path, data }) => {
      const fire = async () => {
        if (path) return call(manifest.name, path, data);
        const topic = publish === undefined ? undefined : topics[publish];
        if (!topic) throw new AppError("local.no-contract", `${publish} has no contract`, { retry: "never" });
        // The contract checks the manifest's data, as it would any other publisher's.
        const { schema, name } = topic;
        await publisher.publish({ name, schema }, schema.parse(data));
      };
      return new Cron(schedule, { timezone: timeZone, protect: true }, () =>
        fire().catch((thrown: unknown) => log(`cron of ${manifest.name}: ${String(thrown)}`)),
      );
    }),
  );
  return {
    stop: () => {
      for (const job of jobs) job.stop();
    },
  };
}
