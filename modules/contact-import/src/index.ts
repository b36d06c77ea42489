export {
  checkMessage,
  createMessageCheck,
  type MessageCheck,
  type MessageRecipient,
  variablesOf,
} from "./check-message.ts";
export { type ColumnRole, columnRoles, type ImportMapping, importMappingSchema } from "./column-mapping.ts";
export {
  createContactImport,
  type ImportBatch,
  type ImportOptions,
  type ImportTotals,
} from "./create-contact-import.ts";
export type { ImportRow, RefusedRow, RowOutcome } from "./create-read-row.ts";
export type { Encoding } from "./create-text-decoder.ts";
export type { GuessedColumn } from "./guess-columns.ts";
export { defaultLimits, type ImportLimits } from "./import-limits.ts";
export {
  defaultVarietySteps,
  judgeVariety,
  type Variety,
  type VarietyOptions,
  type VarietyStep,
} from "./judge-variety.ts";
export type { MessageProblem, MessageProblemCode } from "./message-problems.ts";
export { variableName } from "./name-variables.ts";
export {
  type ImportPreview,
  type PreviewOptions,
  type PreviewRow,
  previewBytes,
  previewImport,
} from "./preview-import.ts";
export type { PreviewProblem } from "./preview-problems.ts";
export { type PhoneNote, readPhone } from "./read-phone.ts";
export { createRefusalReport, type RefusalReport, writeCell } from "./refusal-report.ts";
export { describeRefusal, isRefusalCode, type RefusalCode } from "./refusal-words.ts";
export type { Words } from "./words.ts";
