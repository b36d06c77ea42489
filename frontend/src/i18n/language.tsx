import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { createFormat } from "../format/create-format.ts";
import type { Dictionary, Language } from "./dictionary.ts";
import { ptBr } from "./pt-br/index.ts";

type Chosen = { language: Language; text: Dictionary; choose: (language: Language) => void };

const storageKey = "nova.language";
export const LanguageContext = createContext<Chosen>({ language: "pt-BR", text: ptBr, choose: () => {} });

/** Portuguese unless the person chose English, on this device; English is loaded when it is first needed. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(
    localStorage.getItem(storageKey) === "en" ? "en" : "pt-BR",
  );
  const [english, setEnglish] = useState<Dictionary>();
  useEffect(() => {
    localStorage.setItem(storageKey, language);
    if (language === "en") void import("./en/index.ts").then(({ en }) => setEnglish(en));
  }, [language]);
  const text = language === "pt-BR" ? ptBr : english;
  useEffect(() => {
    document.documentElement.lang = text === english && english ? "en" : "pt-BR";
  }, [text, english]);
  const value = useMemo(() => text && { language, text, choose: setLanguage }, [language, text]);
  return value && <LanguageContext value={value}>{children}</LanguageContext>;
}

export const useLanguage = () => useContext(LanguageContext);
export const useText = () => useContext(LanguageContext).text;

const TimeZoneContext = createContext("America/Sao_Paulo");
export const TimeZoneProvider = TimeZoneContext;

/** The tenant's time zone. */
export const useTimeZone = () => useContext(TimeZoneContext);

/** Numbers, dates and durations as this person reads them, in the tenant's time zone. */
export function useFormat() {
  const { language } = useLanguage();
  const timeZone = useContext(TimeZoneContext);
  return useMemo(() => createFormat(language, timeZone), [language, timeZone]);
}
