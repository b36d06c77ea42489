export { type CredentialsKey, parseCredentialsKey } from "./credentials-key.ts";
export { mask } from "./mask.ts";
export { createVault, type Owner, type Vault } from "./vault.ts";
