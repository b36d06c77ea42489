import { fileURLToPath } from "node:url";
import { describeApi } from "../../services/platform-api/src/describe-api.ts";
import { operations } from "../../services/platform-api/src/operations/index.ts";
import { writeApiTypes } from "./api-types.ts";

export const apiTypesFile = fileURLToPath(new URL("../src/api/operations.ts", import.meta.url));

/** What the generated file should say now. */
export function currentApiTypes(): string {
  return writeApiTypes(JSON.parse(JSON.stringify(describeApi(operations))));
}
