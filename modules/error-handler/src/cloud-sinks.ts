import { describeFailure } from "./describe-failure.ts";
import { redact } from "./redact.ts";
import type { ErrorSink } from "./report.ts";

/**
 * Sends failures to Cloud Error Reporting through Google's client. Stdout already reaches it on Cloud Run; this is
 * for places whose stdout nobody collects. The client (+20 ms and 16 MB) is loaded at the first failure only.
 */
export function errorReportingSink({
  projectId,
  service,
}: {
  projectId: string;
  service: string;
}): ErrorSink {
  let reporting: Promise<import("@google-cloud/error-reporting").ErrorReporting> | undefined;
  return async (error) => {
    reporting ??= import("@google-cloud/error-reporting").then(
      ({ ErrorReporting }) =>
        new ErrorReporting({ projectId, reportMode: "always", serviceContext: { service } }),
    );
    const client = await reporting;
    const event = client.event();
    event.setMessage(redact(error.stack ?? error.message)).setServiceContext(service);
    await new Promise<void>((resolve, reject) => {
      client.report(event, undefined, undefined, (failure) => (failure ? reject(failure) : resolve()));
    });
  };
}

/**
 * Writes failures to Cloud Logging through Google's client, for deployments outside Google Cloud. Loaded at the first
 * failure only: it is the heaviest import there is (+150 ms).
 */
export function cloudLoggingSink({ projectId, service }: { projectId: string; service: string }): ErrorSink {
  let log: Promise<import("@google-cloud/logging").Log> | undefined;
  return async (error, context) => {
    log ??= import("@google-cloud/logging").then(({ Logging }) => new Logging({ projectId }).log(service));
    const target = await log;
    await target.write(target.entry({ severity: "ERROR" }, describeFailure(error, context)));
  };
}
