import type { AppError } from "@nova/error-handler";
import { createModel, createModelWithFallback, type Model } from "@nova/llm";

type Settings = {
  OPENAI_API_KEY: string;
  OPENAI_BASE_URL: string;
  LLM_MODEL_FALLBACK?: string | undefined;
};

/** The deployment's vendor of models, with another model of its for when the first one fails. */
export function openModel(settings: Settings, onFallback: (error: AppError) => void): Model {
  const vendor = createModel({ apiKey: settings.OPENAI_API_KEY, baseURL: settings.OPENAI_BASE_URL });
  const model = settings.LLM_MODEL_FALLBACK;
  return model === undefined
    ? vendor
    : createModelWithFallback({ primary: vendor, fallback: { vendor, model }, onFallback });
}
