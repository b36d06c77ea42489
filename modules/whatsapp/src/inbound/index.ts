export { type Explanation, explainWebhook, explanationSchema } from "./explain-webhook.ts";
export { parseWebhook } from "./parse-webhook.ts";
