import { AppError } from "@nova/error-handler";
import type { NovaDatabase } from "@nova/supabase-client";
import * as z from "zod";
import { demoConversation } from "./demo-conversation.ts";
import type { LocalSettings } from "./local-settings.ts";
import type { Addresses } from "./stack-addresses.ts";

const refusalSchema = z.object({ error_code: z.string() });

/** Makes the person who may sign in to the demo: owner of its tenant, whose bot answers from then on, and running the platform. Safe to repeat. */
export async function seedDemoPerson(
  { platform }: NovaDatabase,
  { demoEmail, demoPassword, serviceKey, clientId }: LocalSettings,
  { gateway }: Addresses,
): Promise<void> {
  const response = await fetch(`${gateway}/auth/v1/admin/users`, {
    method: "POST",
    headers: {
      apikey: serviceKey,
      authorization: `Bearer ${serviceKey}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ email: demoEmail, password: demoPassword, email_confirm: true }),
    signal: AbortSignal.timeout(10_000),
  });
  const refusal = response.ok ? undefined : refusalSchema.safeParse(await response.json()).data?.error_code;
  if (!response.ok && refusal !== "email_exists")
    throw new AppError("local.demo-person", `Auth refused the demo's account: ${refusal}`, {
      retry: "never",
    });
  const userId = await platform.makePlatformAdmin(demoEmail);
  const isMember = (await platform.listMembers(userId, clientId)).some((member) => member.userId === userId);
  if (isMember) return;
  await platform.addMember(userId, clientId, { userId }, "owner");
  // The first time only: whoever changes the bot finds it as they left it.
  await platform.changeClient(userId, clientId, { settings: { conversation: demoConversation } });
}
