import { expect, test } from "vitest";
import { createReceiveRequest } from "../src/receive-request.ts";

const requestId = "6f1c1c7e-0d6b-4a52-9d2e-0d1b3a4c5e6f";

function setUp() {
  const worked: string[] = [];
  const receiveRequest = createReceiveRequest({ work: async (id) => worked.push(id) });
  return { receiveRequest, worked };
}

test("a request is answered with its id once it is worked on", async () => {
  const { receiveRequest, worked } = setUp();
  expect(await receiveRequest({ requestId })).toEqual({ requestId });
  expect(worked).toEqual([requestId]);
});

test("a request whose work fails is not answered as if it had not", async () => {
  const work = () => Promise.reject(new Error("the other side is gone"));
  await expect(createReceiveRequest({ work })({ requestId })).rejects.toThrow("gone");
});

test.each([
  ["nothing", undefined, "(root)"],
  ["no id", {}, "requestId"],
  ["an id that is none", { requestId: "marker" }, "requestId"],
])(
  "a wrong request is refused by naming what is wrong, not by quoting it: %s",
  async (_what, body, named) => {
    const { receiveRequest } = setUp();
    await expect(receiveRequest(body)).rejects.toMatchObject({
      code: "request.invalid",
      message: `wrong or missing: ${named}`,
    });
  },
);
