import type { Problem } from "./operations.ts";

type FieldError = NonNullable<Problem["errors"]>[number];

/** What went wrong with a request, as the API says it (RFC 9457), or why there was no answer. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  readonly detailEn: string;
  readonly hint: string | undefined;
  readonly fields: readonly FieldError[];
  readonly correlationId: string | undefined;

  constructor(problem: Problem) {
    super(problem.code);
    this.name = "ApiProblem";
    this.status = problem.status;
    this.code = problem.code;
    this.title = problem.title;
    this.detail = problem.detail;
    this.detailEn = problem.detailEn;
    this.hint = problem.hint;
    this.fields = problem.errors ?? [];
    this.correlationId = problem.correlationId;
  }
}

/** No answer came: there is no connection, or the server took too long. */
export function noAnswer(cause: unknown): ApiProblem {
  const tookTooLong = cause instanceof DOMException && cause.name === "TimeoutError";
  return new ApiProblem({
    type: "about:blank",
    status: 0,
    code: tookTooLong ? "network.timeout" : "network.unreachable",
    title: tookTooLong ? "Sem resposta a tempo" : "Sem conexão",
    detail: tookTooLong
      ? "O servidor demorou demais. Confira se a mudança foi feita antes de tentar de novo."
      : "Não foi possível falar com o servidor. Confira a internet e tente de novo.",
    detailEn: tookTooLong
      ? "The server took too long. Check whether the change was made before trying again."
      : "The server could not be reached. Check your connection and try again.",
  });
}

/** Reads the problem of a response; one that is none (a proxy's page) becomes one. */
export async function readProblem(response: Response): Promise<ApiProblem> {
  const body: unknown = await response.json().catch(() => undefined);
  if (isProblem(body)) return new ApiProblem(body);
  return new ApiProblem({
    type: "about:blank",
    status: response.status,
    code: `http.${response.status}`,
    title: "Resposta inesperada",
    detail: `O servidor respondeu ${response.status}. Tente de novo em alguns segundos.`,
    detailEn: `The server answered ${response.status}. Try again in some seconds.`,
  });
}

/** Whether trying again by itself may help: nothing was refused for what it says. */
export function mayHelpToRetry(problem: unknown): boolean {
  return (
    problem instanceof ApiProblem && (problem.status === 0 || problem.status === 429 || problem.status >= 502)
  );
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== "object" || body === null) return false;
  return "code" in body && "detail" in body && "status" in body && "title" in body;
}
