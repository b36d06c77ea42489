/** The newest migration this code was written for. A test compares it with the folder; deep health with the database. */
export const expectedSchemaVersion = 14;

/** Without these nothing may be served. */
export const criticalTables = [
  "app_settings",
  "clients",
  "client_providers",
  "sender_profiles",
  "sender_states",
  "contacts",
  "opt_outs",
  "campaigns",
  "sends",
  "send_attempts",
  "webhook_events",
  "active_pauses",
];
export const criticalViews = ["campaign_sends", "campaign_metrics"];
