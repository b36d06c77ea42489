export { costOf, listPrices, type Price, type PriceTable } from "./cost-of.ts";
export { createModel, maxCallMs } from "./create-model.ts";
export { createModelWithFallback } from "./create-model-with-fallback.ts";
export { type Fault, faultOf, type ModelErrorCode, needsPeople } from "./model-error.ts";
export type {
  Completion,
  CompletionRequest,
  EmbeddingRequest,
  Model,
  ModelMessage,
  Picture,
  PictureRequest,
  ResponseFormat,
  Tool,
  ToolCall,
  TranscriptionRequest,
  Usage,
} from "./port.ts";
