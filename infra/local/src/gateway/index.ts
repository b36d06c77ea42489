export type { Keys } from "./identify-caller.ts";
export { type Gateway, type GatewayOptions, startGateway } from "./start-gateway.ts";
