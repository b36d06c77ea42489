import { campaign, campaigns, failures, recipients } from "./campaigns.ts";
import { contacts, imports, lists } from "./contacts.ts";
import { deadLetters, senders, settings } from "./operations.ts";
import { common, shell, signIn } from "./shell.ts";
import { wizard } from "./wizard.ts";

/** Everything the dashboard says, in Portuguese. */
export const ptBr = {
  shell,
  common,
  signIn,
  campaigns,
  campaign,
  recipients,
  failures,
  lists,
  imports,
  contacts,
  wizard,
  senders,
  deadLetters,
  settings,
};
