import { AppError } from "@nova/error-handler";
import { planSubscriptions } from "@nova/queue";
import { provision } from "@nova/queue/provision";
import { buildTopology, type Manifest, nodeFlags } from "@nova/topology";
import type { Supervisor } from "../processes/index.ts";
import type { LocalSettings } from "./local-settings.ts";
import { readOwnEnvironment } from "./read-own-environment.ts";
import { serviceEnvironment } from "./service-environment.ts";
import { type Addresses, projectId, pushAccount } from "./stack-addresses.ts";

type Given = {
  supervisor: Supervisor;
  stateDir: string;
  root: string;
  manifests: Manifest[];
  ports: Record<string, number>;
  settings: LocalSettings;
  addresses: Addresses;
  /** The bundle of each service. */
  bundles: Record<string, string>;
  /** Another Pub/Sub than the broker (Google's emulator), as `host:port`. It signs no pushes. */
  pubsubHost: string | undefined;
};

/** Starts every service from its bundle, with what its manifest asks for, and subscribes it to its topic. */
export async function startServices(given: Given): Promise<void> {
  const { supervisor, manifests, ports, addresses, bundles, pubsubHost } = given;
  const own = await readOwnEnvironment(given.root);

  await Promise.all(
    manifests.map((manifest) => {
      const file = bundles[manifest.name];
      const port = ports[manifest.name];
      if (!file || !port) {
        throw new AppError("local.no-bundle", `${manifest.name} has no bundle or port`, { retry: "never" });
      }
      const env = serviceEnvironment(manifest, port, { ...given, own });
      return supervisor.start({
        name: manifest.name,
        stage: "services",
        command: process.execPath,
        args: [...nodeFlags(manifest), file],
        cwd: given.stateDir,
        env: pubsubHost ? onOtherPubSub(env, pubsubHost) : env,
        readyWhen: { url: `${addresses.services[manifest.name]}/health/ready` },
      });
    }),
  );
  await provision({
    projectId,
    pubsubUrl: pubsubHost ? `http://${pubsubHost}` : addresses.broker,
    subscriptions: buildTopology(manifests).subscriptions.flatMap((subscription) =>
      planSubscriptions(subscription, {
        serviceUrl: addresses.services[subscription.service] ?? "",
        pushServiceAccount: pubsubHost ? undefined : pushAccount,
      }),
    ),
  });
}

function onOtherPubSub(env: Record<string, string>, host: string): Record<string, string> {
  const kept = Object.entries(env).filter(([name]) => !/^PUSH_(OIDC|SERVICE)/.test(name));
  const values = Object.fromEntries(kept);
  return "PUBSUB_EMULATOR_HOST" in values ? { ...values, PUBSUB_EMULATOR_HOST: host } : values;
}
