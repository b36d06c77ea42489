import type { ptBr } from "./pt-br/index.ts";

/** What a language has to say: all that Portuguese says. */
export type Dictionary = typeof ptBr;
export const languages = ["pt-BR", "en"] as const;
export type Language = (typeof languages)[number];
