import { ddds } from "@nova/pacing";
import type { ContactRow } from "@nova/supabase-client";

const firstNames = [
  ...[
    "Ana",
    "Bruno",
    "Carla",
    "Diego",
    "Elisa",
    "Fábio",
    "Gabriela",
    "Heitor",
    "Isabela",
    "João",
    "Karina",
    "Lucas",
  ],
  ...[
    "Marina",
    "Nelson",
    "Otávio",
    "Patrícia",
    "Quésia",
    "Rafael",
    "Sônia",
    "Tiago",
    "Úrsula",
    "Vinícius",
    "Yara",
  ],
];
const lastNames = [
  "Souza",
  "Lima",
  "Dias",
  "Alves",
  "Prado",
  "Reis",
  "Melo",
  "Costa",
  "Ramos",
  "Pinto",
  "Freire",
];

/** Invented people with mobile numbers from all over Brazil, which WhatsApp could also know without the ninth digit: the same number never twice. */
export function demoContacts(count: number): ContactRow[] {
  return Array.from({ length: count }, (_, index) => {
    const ddd = ddds[index % ddds.length];
    const number = 990_000_000 + Math.floor(index / ddds.length);
    const first = firstNames[index % firstNames.length] ?? "";
    return { phone: `55${ddd}${number}`, name: `${first} ${lastNames[(index * 7) % lastNames.length]}` };
  });
}
