import * as z from "zod";
import { maybe } from "../lenient-fields.ts";

/** A truth, which the server also writes as the text `"False"`. */
export const looseBoolean = maybe(
  z.union([
    z.boolean(),
    z
      .string()
      .regex(/^(true|false)$/i)
      .transform((word) => word.toLowerCase() === "true"),
  ]),
);
