/** A field as `number type`, with `*` for repeated and `string>string` for a map. */
type Fields = Record<string, string>;

function message(fields: Fields, nested?: Record<string, object>) {
  const described = Object.entries(fields).map(([name, text]) => {
    const [number = "", type = ""] = text.split(" ");
    const id = Number(number);
    if (type.includes(">")) return [name, { id, keyType: "string", type: "string" }];
    return [name, type.endsWith("*") ? { id, type: type.slice(0, -1), rule: "repeated" } : { id, type }];
  });
  return { fields: Object.fromEntries(described), ...(nested && { nested }) };
}

function service(methods: Record<string, [request: string, response: string]>) {
  const described = Object.entries(methods).map(([name, [requestType, responseType]]) => [
    name,
    { requestType, responseType },
  ]);
  return { methods: Object.fromEntries(described) };
}

const page = { pageSize: "2 int32", pageToken: "3 string" };
const empty = "google.protobuf.Empty";
const duration = "google.protobuf.Duration";

const pubsub = {
  Topic: message({ name: "1 string", labels: "2 string>string" }),
  PubsubMessage: message({
    data: "1 bytes",
    attributes: "2 string>string",
    messageId: "3 string",
    publishTime: "4 google.protobuf.Timestamp",
    orderingKey: "5 string",
  }),
  PublishRequest: message({ topic: "1 string", messages: "2 PubsubMessage*" }),
  PublishResponse: message({ messageIds: "1 string*" }),
  GetTopicRequest: message({ topic: "1 string" }),
  DeleteTopicRequest: message({ topic: "1 string" }),
  ListTopicsRequest: message({ project: "1 string", ...page }),
  ListTopicsResponse: message({ topics: "1 Topic*", nextPageToken: "2 string" }),
  ListTopicSubscriptionsRequest: message({ topic: "1 string", ...page }),
  ListTopicSubscriptionsResponse: message({ subscriptions: "1 string*", nextPageToken: "2 string" }),
  PushConfig: message(
    {
      pushEndpoint: "1 string",
      attributes: "2 string>string",
      oidcToken: "3 OidcToken",
      noWrapper: "5 NoWrapper",
    },
    {
      OidcToken: message({ serviceAccountEmail: "1 string", audience: "2 string" }),
      NoWrapper: message({ writeMetadata: "1 bool" }),
    },
  ),
  RetryPolicy: message({ minimumBackoff: `1 ${duration}`, maximumBackoff: `2 ${duration}` }),
  DeadLetterPolicy: message({ deadLetterTopic: "1 string", maxDeliveryAttempts: "2 int32" }),
  ExpirationPolicy: message({ ttl: `1 ${duration}` }),
  Subscription: message({
    name: "1 string",
    topic: "2 string",
    pushConfig: "4 PushConfig",
    ackDeadlineSeconds: "5 int32",
    messageRetentionDuration: `8 ${duration}`,
    labels: "9 string>string",
    enableMessageOrdering: "10 bool",
    expirationPolicy: "11 ExpirationPolicy",
    filter: "12 string",
    deadLetterPolicy: "13 DeadLetterPolicy",
    retryPolicy: "14 RetryPolicy",
    enableExactlyOnceDelivery: "16 bool",
  }),
  GetSubscriptionRequest: message({ subscription: "1 string" }),
  DeleteSubscriptionRequest: message({ subscription: "1 string" }),
  UpdateSubscriptionRequest: message({
    subscription: "1 Subscription",
    updateMask: "2 google.protobuf.FieldMask",
  }),
  ModifyPushConfigRequest: message({ subscription: "1 string", pushConfig: "2 PushConfig" }),
  ListSubscriptionsRequest: message({ project: "1 string", ...page }),
  ListSubscriptionsResponse: message({ subscriptions: "1 Subscription*", nextPageToken: "2 string" }),
  Publisher: service({
    CreateTopic: ["Topic", "Topic"],
    Publish: ["PublishRequest", "PublishResponse"],
    GetTopic: ["GetTopicRequest", "Topic"],
    ListTopics: ["ListTopicsRequest", "ListTopicsResponse"],
    ListTopicSubscriptions: ["ListTopicSubscriptionsRequest", "ListTopicSubscriptionsResponse"],
    DeleteTopic: ["DeleteTopicRequest", empty],
  }),
  Subscriber: service({
    CreateSubscription: ["Subscription", "Subscription"],
    GetSubscription: ["GetSubscriptionRequest", "Subscription"],
    UpdateSubscription: ["UpdateSubscriptionRequest", "Subscription"],
    ListSubscriptions: ["ListSubscriptionsRequest", "ListSubscriptionsResponse"],
    DeleteSubscription: ["DeleteSubscriptionRequest", empty],
    ModifyPushConfig: ["ModifyPushConfigRequest", empty],
  }),
};

const moment = { seconds: "1 int64", nanos: "2 int32" };

/** The part of google/pubsub/v1/pubsub.proto that is served; its field numbers are what the official client sends. */
export const pubsubDescriptor = {
  nested: {
    google: {
      nested: {
        protobuf: {
          nested: {
            Duration: message(moment),
            Timestamp: message(moment),
            FieldMask: message({ paths: "1 string*" }),
            Empty: message({}),
          },
        },
        pubsub: { nested: { v1: { nested: pubsub } } },
      },
    },
  },
};
