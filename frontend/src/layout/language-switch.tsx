import { useLanguage } from "../i18n/language.tsx";
import { Choices } from "../ui/field.tsx";

/** Portuguese or English, on this device. */
export function LanguageSwitch({ name = "language" }: { name?: string }) {
  const { language, text, choose } = useLanguage();
  return (
    <Choices
      legend={text.shell.language}
      name={name}
      value={language}
      options={[
        { value: "pt-BR", label: <span lang="pt-BR">Português</span> },
        { value: "en", label: <span lang="en">English</span> },
      ]}
      onChoose={choose}
    />
  );
}
