import { demoContacts } from "../../infra/local/src/demo/demo-contacts.ts";

export type ContactFile = { name: string; mimeType: string; buffer: Buffer; phones: string[] };

const bad = ["Sem Fone;;Recife", "Fone Curto;123;Manaus", "Repetida;{first};Natal"];

/** A CSV as Excel writes it (semicolons, Latin-1), with good rows and three bad ones. */
export function contactFile(count: number): ContactFile {
  const people = demoContacts(count).map(({ name, phone }) => ({ name: name ?? "", phone: phone ?? "" }));
  const first = people[0]?.phone ?? "";
  const rows = people.map(({ name, phone }) => `${name};${phone};São Paulo`);
  const lines = ["Nome;Celular;Cidade", ...rows, ...bad.map((row) => row.replace("{first}", first))];
  return {
    name: "clientes-natal.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(`${lines.join("\r\n")}\r\n`, "latin1"),
    phones: people.map(({ phone }) => phone),
  };
}
