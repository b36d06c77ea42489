import { withoutPassword } from "./read-own-environment.ts";
import { demoPhoneNumberId } from "./seed-demo-tenant.ts";
import type { Stack } from "./start-stack.ts";

/** Tells where to look and what to try. */
export function printAddresses(
  { addresses, databaseUrl, ownsDatabase, settings, manifests }: Stack,
  say: (text: string) => void,
): void {
  const rows: [string, string][] = [
    ...(addresses.dashboard ? [["Painel / dashboard", addresses.dashboard] satisfies [string, string]] : []),
    ["Páginas simples / plain pages", addresses.panel],
    ["Celulares (o que cada um recebeu) / phones", addresses.sandbox],
    ["Alertas (Discord de mentira) / alerts", `${addresses.sandbox}/discord`],
    ["API do Supabase / Supabase API", addresses.gateway],
    ["Fila (Pub/Sub e Cloud Tasks) / queue", addresses.broker],
    ["PostgreSQL", ownsDatabase ? databaseUrl : withoutPassword(databaseUrl)],
    ...manifests.map(({ name }): [string, string] => [name, `${addresses.services[name]}/health/deep`]),
  ];
  const width = Math.max(...rows.map(([label]) => label.length));
  say("");
  for (const [label, url] of rows) say(`  ${label.padEnd(width)}  ${url}`);
  say(`
  Entrar / sign in             ${settings.demoEmail}   senha / password: ${settings.demoPassword}
  Chaves locais / local keys   .local/secrets.json   (phone_number_id ${demoPhoneNumberId}, anon ${settings.anonKey.slice(0, 18)}…)
  Registros / logs             .local/logs/
  Sua própria lista            npm run campaign -- contatos.csv --message "Olá {{name}}"

  Ctrl-C para parar. / Ctrl-C to stop.`);
}
