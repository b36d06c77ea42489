import type { Duplex } from "node:stream";
import * as grpc from "@grpc/grpc-js";
import * as loader from "@grpc/proto-loader";
import * as z from "zod";
import type { BrokerApi } from "./api.ts";
import { answerFor } from "./api-error.ts";
import { pubsubDescriptor } from "./grpc-descriptor.ts";

/** The gRPC half of the broker: it serves connections that something else accepted. */
export type GrpcServer = { serve(connection: Duplex): void; close(): void };

type Method = (request: Fields) => Promise<unknown>;
type Fields = z.infer<typeof fields>;

const fields = z.record(z.string(), z.unknown());
const moment = z.object({ seconds: z.number().default(0), nanos: z.number().default(0) });
const named = z.object({ name: z.string() });
const ofTopic = z.object({ topic: z.string() });
const ofSubscription = z.object({ subscription: z.string() });
const ofProject = z.object({ project: z.string() });
const update = z.object({
  subscription: z.looseObject({ name: z.string() }),
  updateMask: z.object({ paths: z.array(z.string()).default([]) }),
});

/** Publisher and the admin half of Subscriber, as the official client calls them through PUBSUB_EMULATOR_HOST. */
export function createGrpcServer(api: BrokerApi): GrpcServer {
  const publisher: Record<string, Method> = {
    CreateTopic: (request) => api.putTopic(named.parse(request).name),
    GetTopic: (request) => api.getTopic(ofTopic.parse(request).topic),
    DeleteTopic: (request) => api.deleteTopic(ofTopic.parse(request).topic),
    ListTopics: (request) => api.listTopics(ofProject.parse(request).project),
    ListTopicSubscriptions: (request) => api.listTopicSubscriptions(ofTopic.parse(request).topic),
    Publish: (request) => api.publish(ofTopic.parse(request).topic, request),
  };
  const subscriber: Record<string, Method> = {
    CreateSubscription: async (request) =>
      toGrpc(await api.putSubscription(named.parse(request).name, fromGrpc(request))),
    GetSubscription: async (request) =>
      toGrpc(await api.getSubscription(ofSubscription.parse(request).subscription)),
    DeleteSubscription: (request) => api.deleteSubscription(ofSubscription.parse(request).subscription),
    ListSubscriptions: async (request) => {
      const { subscriptions } = await api.listSubscriptions(ofProject.parse(request).project);
      return { subscriptions: subscriptions.map(toGrpc) };
    },
    UpdateSubscription: async (request) => {
      const { subscription, updateMask } = update.parse(request);
      return toGrpc(await api.patchSubscription(subscription.name, fromGrpc(subscription), updateMask.paths));
    },
    ModifyPushConfig: async (request) => {
      await api.patchSubscription(ofSubscription.parse(request).subscription, request, ["pushConfig"]);
      return {};
    },
  };

  const definitions = loader.fromJSON(pubsubDescriptor, { longs: Number, bytes: String });
  const server = new grpc.Server({ "grpc.max_receive_message_length": 16_000_000 });
  server.addService(serviceOf(definitions, "Publisher"), implement(publisher));
  server.addService(serviceOf(definitions, "Subscriber"), implement(subscriber));
  const injector = server.createConnectionInjector(grpc.ServerCredentials.createInsecure());
  return {
    serve: (connection) => injector.injectConnection(connection),
    close: () => {
      injector.destroy();
      server.forceShutdown();
    },
  };
}

function serviceOf(definitions: loader.PackageDefinition, name: string): grpc.ServiceDefinition {
  const definition = definitions[`google.pubsub.v1.${name}`];
  if (!definition || "format" in definition) throw new Error(`the descriptor has no service ${name}`);
  return definition;
}

function implement(methods: Record<string, Method>): grpc.UntypedServiceImplementation {
  const wrap =
    (method: Method): grpc.handleUnaryCall<unknown, unknown> =>
    (call, done) => {
      Promise.resolve(call.request)
        .then((request) => method(fields.parse(request)))
        .then((value) => done(null, value))
        .catch((thrown) => {
          const { grpc: code, message } = answerFor(thrown);
          done({ code, message });
        });
    };
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, wrap(method)]));
}

/** Durations are numbers in gRPC and text (`"10s"`) in REST, whose form the broker keeps. */
function fromGrpc(request: Fields): Fields {
  return mapDurations(request, (value) => {
    const { seconds, nanos } = moment.parse(value);
    return `${seconds + nanos / 1e9}s`;
  });
}

function toGrpc(subscription: Fields): Fields {
  return mapDurations(subscription, (value) => {
    const total = Number.parseFloat(String(value));
    return { seconds: Math.floor(total), nanos: Math.round((total % 1) * 1e9) };
  });
}

const durations = new Set(["messageRetentionDuration", "minimumBackoff", "maximumBackoff", "ttl"]);
const holders = new Set(["retryPolicy", "expirationPolicy"]);

function mapDurations(value: Fields, change: (duration: unknown) => unknown): Fields {
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => {
      if (field === undefined || field === null) return [name, field];
      if (durations.has(name)) return [name, change(field)];
      return [name, holders.has(name) ? mapDurations(fields.parse(field), change) : field];
    }),
  );
}
