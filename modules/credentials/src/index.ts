export { type CredentialsKey, parseCredentialsKey } from "./credentials-key.ts";
export { credentialsKey } from "./credentials-key-setting.ts";
export { mask } from "./mask.ts";
export { createVault, type Owner, type Vault } from "./vault.ts";
