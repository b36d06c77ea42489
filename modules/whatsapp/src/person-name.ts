/** The name that a person gave; gateways say "Você" for our own messages and repeat the number of people they do not know. */
export function personName(pushName: string | undefined): string | undefined {
  return pushName === undefined || pushName === "Você" || /^\+?[\d\s().-]+$/.test(pushName)
    ? undefined
    : pushName;
}
