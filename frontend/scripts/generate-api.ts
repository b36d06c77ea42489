import { writeFile } from "node:fs/promises";
import { apiTypesFile, currentApiTypes } from "./current-api-types.ts";

await writeFile(apiTypesFile, currentApiTypes());
