/** One tool that the model may call; `parameters` is a JSON schema of an object. */
export type Tool = {
  name: string;
  description: string;
  parameters: Record<string, unknown>;
  strict?: boolean;
};

/** A call that the model asks for. `arguments` is undefined when what it wrote is no JSON object. */
export type ToolCall = {
  id: string;
  name: string;
  arguments: Record<string, unknown> | undefined;
  rawArguments: string;
};

/** A picture as it was downloaded: providers' own addresses are private or encrypted. */
export type Picture = { bytes: Uint8Array; mimeType: string };

/** What was said so far. Every tool call is answered before anybody says more. */
export type ModelMessage =
  | { role: "user"; text: string; pictures?: readonly Picture[] }
  | { role: "assistant"; text: string; toolCalls?: readonly ToolCall[] }
  | { role: "tool"; callId: string; content: string };

/** The form of an answer: the JSON schema that its text follows. */
export type ResponseFormat = { name: string; schema: Record<string, unknown> };

/** What every call takes: the model's name, and a signal that ends it. */
type Call = { model: string; signal?: AbortSignal | undefined };

export type CompletionRequest = Call & {
  system: string;
  messages: readonly ModelMessage[];
  tools?: readonly Tool[];
  /** `none` still shows the tools, so that earlier calls make sense, and forbids another. */
  toolChoice?: "auto" | "none" | "required";
  responseFormat?: ResponseFormat;
  maxTokens?: number;
  temperature?: number;
};

/** Tokens of one call. `estimated`: the vendor did not say, and this is a guess from lengths. */
export type Usage = {
  promptTokens: number;
  completionTokens: number;
  /** The part of the prompt that the vendor had read before, and sells for less. */
  cachedTokens?: number;
  estimated?: true;
};

type Answered = { usage: Usage; model: string; requestId: string | undefined };

export type Completion = Answered & {
  text: string;
  toolCalls: ToolCall[];
  /** `length`: the text, or its JSON, breaks off. `refusal`: the text says that the model will not. */
  finishReason: "stop" | "length" | "tool_calls" | "refusal";
};

export type TranscriptionRequest = Call & {
  bytes: Uint8Array;
  mimeType: string;
  /** ISO 639-1; Portuguese if not given. */
  language?: string;
  /** Names and products that it should spell right. */
  prompt?: string;
};

export type PictureRequest = Call & { picture: Picture; instruction: string };

export type EmbeddingRequest = Call & { texts: readonly string[]; dimensions?: number };

/** A vendor of language models. Each call is made once, ends within its timeout, and fails with an AppError. */
export type Model = {
  complete(request: CompletionRequest): Promise<Completion>;
  transcribe(request: TranscriptionRequest): Promise<Answered & { text: string }>;
  describeImage(request: PictureRequest): Promise<Answered & { text: string }>;
  /** One vector for each text, in the same order. */
  embed(request: EmbeddingRequest): Promise<Answered & { vectors: number[][] }>;
};
