import { expect, test } from "vitest";
import { createApi, fillPath } from "../src/api/create-api.ts";
import { ApiProblem, mayHelpToRetry } from "../src/api/problem.ts";

type Seen = { url: string; init: RequestInit };

function setUp(answer: () => Response | Promise<Response>) {
  const seen: Seen[] = [];
  const api = createApi({
    apiUrl: "https://api.example.com",
    accessToken: async () => "token",
    fetch: async (url, init) => {
      seen.push({ url: String(url), init: init ?? {} });
      return answer();
    },
  });
  return { api, seen };
}
const refusal = async (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (thrown: unknown) => (thrown instanceof ApiProblem ? thrown : undefined),
  );

test("a call names its operation, its ids and who is signed in", async () => {
  const { api, seen } = setUp(() => Response.json({ items: [], next: null }));
  const answer = await api.call("listContacts", {
    params: { clientId: "a b" },
    query: { search: "Zé & Cia", limit: 20 },
  });
  expect(answer).toEqual({ items: [], next: null });
  expect(seen[0]?.url).toBe(
    "https://api.example.com/v1/clients/a%20b/contacts?search=Z%C3%A9+%26+Cia&limit=20",
  );
  expect(seen[0]?.init).toMatchObject({ method: "GET", headers: { authorization: "Bearer token" } });
});

test("a file is sent as it is", async () => {
  const { api, seen } = setUp(() => Response.json({}));
  const body = new Blob(["nome;fone"]);
  await api.call("uploadImportFile", { params: { clientId: "c", importId: "i" }, body });
  expect(seen[0]?.init.body).toBe(body);
  expect(seen[0]?.init.headers).toMatchObject({ "content-type": "application/octet-stream" });
});

test("what is downloaded is a file", async () => {
  const { api } = setUp(() => new Response("a;b", { headers: { "content-type": "text/csv" } }));
  const file = await api.call("downloadImportReport", { params: { clientId: "c", importId: "i" } });
  expect(file).toBeInstanceOf(Blob);
});

test("nothing is the answer of what only removes", async () => {
  const { api } = setUp(() => new Response(null, { status: 204 }));
  expect(await api.call("removeMember", { params: { clientId: "c", userId: "u" } })).toBeUndefined();
});

test("a refusal says what the API says", async () => {
  const problem = {
    type: "urn:nova:problem:member.exists",
    title: "Já é membro",
    status: 409,
    code: "member.exists",
    detail: "Mude o papel.",
    detailEn: "Change the role.",
  };
  const { api } = setUp(() => Response.json(problem, { status: 409 }));
  const thrown = await refusal(api.call("readMe", { params: {} }));
  expect(thrown).toMatchObject({
    code: "member.exists",
    detail: "Mude o papel.",
    detailEn: "Change the role.",
  });
  expect(mayHelpToRetry(thrown)).toBe(false);
});

test("a proxy's page is a problem too, and may be tried again", async () => {
  const { api } = setUp(() => new Response("<h1>Bad gateway</h1>", { status: 502 }));
  const thrown = await refusal(api.call("readMe", { params: {} }));
  expect(thrown?.code).toBe("http.502");
  expect(mayHelpToRetry(thrown)).toBe(true);
});

test.each([
  ["no connection", new TypeError("fetch failed"), "network.unreachable"],
  ["no answer in time", new DOMException("late", "TimeoutError"), "network.timeout"],
])("%s is told as such", async (_, cause, code) => {
  const { api } = setUp(() => Promise.reject(cause));
  expect(await refusal(api.call("readMe", { params: {} }))).toMatchObject({ code, status: 0 });
});

test("what was asked ahead is not asked again, and serves once", async () => {
  const { api, seen } = setUp(() => Response.json({ items: [], next: null }));
  const asked = { params: { clientId: "c" }, query: { limit: 25 } };
  api.askAhead("listCampaigns", asked);
  await api.call("listCampaigns", { ...asked, query: { limit: 50 } });
  expect(seen).toHaveLength(2);
  expect(await api.call("listCampaigns", asked)).toEqual({ items: [], next: null });
  expect(seen).toHaveLength(2);
  await api.call("listCampaigns", asked);
  expect(seen).toHaveLength(3);
});

test("whoever takes an answer that failed ahead is told why", async () => {
  const { api, seen } = setUp(() => Promise.reject(new TypeError("fetch failed")));
  api.askAhead("readMe", { params: {} });
  expect(await refusal(api.call("readMe", { params: {} }))).toMatchObject({ code: "network.unreachable" });
  expect(seen).toHaveLength(1);
});

test("a path takes each id once and escaped", () => {
  expect(fillPath("/v1/{a}/x/{b}", { a: "1/2", b: "ç" })).toBe("/v1/1%2F2/x/%C3%A7");
});
