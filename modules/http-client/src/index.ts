export { createFetch, type FetchOptions } from "./create-fetch.ts";
export { type Answer, createRequest, type Init, type RequestOptions } from "./create-request.ts";
