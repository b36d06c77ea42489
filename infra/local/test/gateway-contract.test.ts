import { describeAccess } from "./gateway-contract/access.ts";
import { describeFunctions } from "./gateway-contract/functions.ts";
import { describeSelects } from "./gateway-contract/selects.ts";
import { setUpContract } from "./gateway-contract/set-up.ts";

/*
 * What supabase-js may rely on, checked with supabase-js itself. Runs on the gateway; with NOVA_CONTRACT_SUPABASE_URL,
 * NOVA_CONTRACT_ANON_KEY, NOVA_CONTRACT_SERVICE_KEY and NOVA_CONTRACT_DATABASE_URL it runs on a hosted project instead.
 */
const contract = setUpContract();
describeFunctions(contract);
describeSelects(contract);
describeAccess(contract);
