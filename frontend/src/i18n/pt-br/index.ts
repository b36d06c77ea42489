import { campaign, campaigns, failures, recipients } from "./campaigns.ts";
import { contacts, imports, lists } from "./contacts.ts";
import { deadLetters, settings } from "./operations.ts";
import { audit, platform } from "./platform.ts";
import { senderForm } from "./sender-form.ts";
import { senders } from "./senders.ts";
import { common, shell, signIn } from "./shell.ts";
import { templates } from "./templates.ts";
import { variants } from "./variants.ts";
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
  variants,
  senders,
  senderForm,
  templates,
  deadLetters,
  settings,
  audit,
  platform,
};
