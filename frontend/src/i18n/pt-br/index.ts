import { campaign, campaigns, failures, recipients } from "./campaigns.ts";
import { common, shell, signIn } from "./shell.ts";

/** Everything the dashboard says, in Portuguese. */
export const ptBr = { shell, common, signIn, campaigns, campaign, recipients, failures };
