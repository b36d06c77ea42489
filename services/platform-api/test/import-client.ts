import { randomUUID } from "node:crypto";
import type { Api } from "./open-api.ts";

export const mapping = {
  hasHeader: true,
  columns: [
    { role: "phone", variable: "telefone" },
    { role: "name", variable: "nome" },
    { role: "variable", variable: "cidade" },
  ],
};
export const header = "telefone;nome;cidade\n";

/** So many rows with a number each, from a first one on. */
export const people = (count: number, first = 0) =>
  Array.from({ length: count }, (_, i) => `(11) 9${80_000_000 + first + i};Pessoa ${i};São Paulo\n`).join("");

/** A tenant and what its owner does with files. */
export async function openImports(api: Api) {
  const client = await api.makeClient();
  const { token } = client.owner;
  const base = `/v1/clients/${client.clientId}`;
  const ask = (method: string, path: string, body?: unknown) =>
    api.call(method, base + path, { token, ...(body !== undefined && { body }) });

  /** An import that waits for its file; into a new list, unless said. */
  async function create(differs: object = { listName: randomUUID() }) {
    const answer = await ask("post", "/imports", { name: "lista.csv", mapping, ...differs });
    return { ...answer, id: String(answer.body.id) };
  }
  const send = (id: string, text: string | Uint8Array) =>
    ask("put", `/imports/${id}/file`, typeof text === "string" ? Buffer.from(text) : text);
  /** Sends piece by piece, and gives what stops it as a connection does that is cut. */
  function stream(id: string, pieces: AsyncIterable<string>) {
    const cut = new AbortController();
    const body = ReadableStream.from(encode(pieces));
    const answer = fetch(`${api.url}${base}/imports/${id}/file`, {
      method: "PUT",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/octet-stream" },
      body,
      signal: cut.signal,
      ...{ duplex: "half" },
    });
    return { answer, cut: () => cut.abort() };
  }
  const read = async (id: string) => (await ask("get", `/imports/${id}`)).body;

  /** How many contacts, members and staged batches the tenant has. */
  async function counts() {
    const { rows } = await api.pool.query(
      `select (select count(*)::int from public.contacts where client_id = $1) as contacts,
         (select count(*)::int from public.contact_aliases where client_id = $1) as aliases,
         (select count(*)::int from public.contact_list_members where client_id = $1) as members,
         (select count(*)::int from public.contact_lists where client_id = $1) as lists,
         (select coalesce(sum(members), 0)::int from public.contact_lists where client_id = $1) as counted,
         (select count(*)::int from public.import_batches where client_id = $1) as staged`,
      [client.clientId],
    );
    return rows[0];
  }
  return { ...client, ask, create, send, stream, read, counts };
}

async function* encode(pieces: AsyncIterable<string>): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) yield Buffer.from(piece);
}
