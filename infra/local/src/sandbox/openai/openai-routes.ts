import { randomBytes } from "node:crypto";
import type { SandboxCore } from "../core.ts";
import type { Exchange, Reply } from "../http/exchange.ts";
import { serveSend } from "../serve-send.ts";
import { createCompleteChat } from "./complete-chat.ts";
import { createEmbeddings } from "./create-embeddings.ts";
import { createModelState } from "./model-state.ts";
import {
  namedRefusal,
  openAiError,
  serverFailed,
  tooFast,
  unknownModel,
  unknownUrl,
  wrongKey,
} from "./openai-errors.ts";
import { createTranscribeAudio } from "./transcribe-audio.ts";

const PREFIX = "/openai";
const CREATED = 1_744_316_542;

/** Puts one valid request for a model through the scripted faults. */
export type Serve = (model: string, accept: () => Promise<Reply> | Reply) => Promise<Reply>;

/** OpenAI's API below `/openai/v1/`: chat, recordings, vectors and the list of models. */
export function createOpenAiRoutes(core: SandboxCore) {
  const state = createModelState();
  const { openAiKey, openAiModels } = core.settings;

  async function serve(model: string, accept: () => Promise<Reply> | Reply): Promise<Reply> {
    if (openAiModels.length > 0 && !openAiModels.includes(model)) return unknownModel(model);
    return serveSend(
      core,
      { provider: "openai", sender: model, recipient: "" },
      {
        throttled: ({ retryAfterMs }) => tooFast(model, retryAfterMs),
        serverError: serverFailed,
        error: (code, status = 400, message = "Scripted error") =>
          openAiError({ status, message, type: "invalid_request_error", code: String(code) }),
        named: namedRefusal,
        overLimit: () => null,
        accept: async () => accept(),
      },
    );
  }

  const completeChat = createCompleteChat(core, state, serve);
  const transcribeAudio = createTranscribeAudio(core, state, serve);
  const embed = createEmbeddings(core, state, serve);

  function listModels(id: string | undefined): Reply {
    const known =
      openAiModels.length > 0 ? openAiModels : ["gpt-4.1-mini", "gpt-4.1", "text-embedding-3-small"];
    const describe = (model: string) => ({
      id: model,
      object: "model",
      created: CREATED,
      owned_by: "openai",
    });
    if (id === undefined) return { status: 200, json: { object: "list", data: known.map(describe) } };
    return known.includes(id) ? { status: 200, json: describe(id) } : unknownModel(id);
  }

  async function route(exchange: Exchange): Promise<Reply> {
    const { method } = exchange;
    const path = exchange.path.slice(PREFIX.length);
    const given = /^Bearer (.+)$/.exec(String(exchange.headers.authorization ?? ""))?.[1] ?? "";
    if (given === "" || (openAiKey !== null && given !== openAiKey)) return wrongKey(given);
    switch (`${method} ${path}`) {
      case "POST /v1/chat/completions":
        return completeChat(exchange);
      case "POST /v1/audio/transcriptions":
        return transcribeAudio(exchange);
      case "POST /v1/embeddings":
        return embed(exchange);
      case "GET /v1/models":
        return listModels(undefined);
    }
    const model = /^\/v1\/models\/([^/]+)$/.exec(path)?.[1];
    return model !== undefined && method === "GET"
      ? listModels(decodeURIComponent(model))
      : unknownUrl(method, path);
  }

  return {
    state,
    async serve(exchange: Exchange): Promise<Reply> {
      const reply = await route(exchange);
      if ("hangUp" in reply) return reply;
      const headers = {
        "x-request-id": `req_${randomBytes(16).toString("hex")}`,
        "openai-version": "2020-10-01",
        "openai-processing-ms": "12",
      };
      return { ...reply, headers: { ...headers, ...reply.headers } };
    },
    /** `/_sandbox/model`: its script. `/_sandbox/model-calls`: what it was asked. */
    control(call: string, body: unknown): Reply {
      switch (call) {
        case "GET model":
          return { status: 200, json: state.script() };
        case "PUT model":
          return { status: 200, json: state.setScript(body) };
        case "GET model-calls":
          return { status: 200, json: state.calls() };
        case "DELETE model-calls":
          state.clear();
          return { status: 204 };
        default:
          return { status: 404, json: { error: `no control ${call}` } };
      }
    },
  };
}
