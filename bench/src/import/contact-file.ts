/** How the columns of the file are used. */
export const mapping = {
  hasHeader: true,
  columns: [
    { role: "phone", variable: "telefone" },
    { role: "name", variable: "nome" },
    { role: "variable", variable: "cidade" },
    { role: "variable", variable: "nota" },
  ],
};

const rowsPerPiece = 500;

/** A list of contacts as Excel writes it, piece by piece: about 150 bytes a row. `onEnd` is called once all of it was taken. */
export async function* contactFile(
  rows: number,
  first: number,
  onEnd: () => void,
): AsyncGenerator<Uint8Array, void, void> {
  yield Buffer.from("telefone;nome;cidade;nota\r\n");
  const note = "um texto que a mensagem usa, com acentuação ".repeat(2);
  for (let from = 0; from < rows; from += rowsPerPiece) {
    const piece = Array.from({ length: Math.min(rowsPerPiece, rows - from) }, (_, offset) => {
      const number = 70_000_000 + first + from + offset;
      return `(11) 9${number};"Pessoa ""${from + offset}""";São Paulo;${note}\r\n`;
    });
    yield Buffer.from(piece.join(""));
  }
  onEnd();
}
