import { importProblemSchema, importSchema, type StoredImport } from "@nova/supabase-client";
import * as z from "zod";
import { problemTexts } from "../problem-texts.ts";

/** An import as people see it. */
export const shownImport = importSchema.extend({
  problem: importProblemSchema.extend({ title: z.string() }).required().nullable(),
});

/** An import whose failure is said in words. */
export function showImport({ problem, ...stored }: StoredImport): z.input<typeof shownImport> {
  if (problem === null) return { ...stored, problem };
  const { code, detail, detailEn } = problem;
  const text = problemTexts[code];
  return {
    ...stored,
    problem: {
      code,
      title: text?.title ?? "O arquivo não pode ser importado",
      detail: detail ?? text?.detail ?? "",
      detailEn: detailEn ?? text?.detailEn ?? "",
    },
  };
}
