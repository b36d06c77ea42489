import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from "node:fs";
import { dirname } from "node:path";

export type LogFile = { write(text: string | Buffer): void; close(): void };

/** Appends to a file that never grows past `maxBytes`: what came before moves to `<file>.1`, which is overwritten. */
export function openLogFile(file: string, maxBytes = 5_000_000): LogFile {
  mkdirSync(dirname(file), { recursive: true });
  let fd: number | undefined = openSync(file, "a");
  let size = fstatSync(fd).size;

  return {
    write: (text) => {
      if (fd === undefined) return;
      if (size > 0 && size + text.length > maxBytes) {
        closeSync(fd);
        renameSync(file, `${file}.1`);
        fd = openSync(file, "a");
        size = 0;
      }
      size += typeof text === "string" ? writeSync(fd, text) : writeSync(fd, text);
    },
    close: () => {
      if (fd !== undefined) closeSync(fd);
      fd = undefined;
    },
  };
}
