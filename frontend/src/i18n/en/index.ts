import type { Dictionary } from "../dictionary.ts";
import { campaign, campaigns, failures, recipients } from "./campaigns.ts";
import { common, shell, signIn } from "./shell.ts";

/** Everything the dashboard says, in English. */
export const en: Dictionary = { shell, common, signIn, campaigns, campaign, recipients, failures };
