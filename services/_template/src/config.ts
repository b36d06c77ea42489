import { commonShape, pushShape } from "@nova/runtime";

/** What this service must be given; the same names as `env` and `secrets` of service.json. */
export const configShape = { ...commonShape, ...pushShape };
