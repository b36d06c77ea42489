import { expect, test } from "vitest";
import { readSettings } from "../src/settings.ts";

const built = {
  VITE_SUPABASE_URL: "https://ref.supabase.co/",
  VITE_SUPABASE_ANON_KEY: "sb_publishable_x",
  VITE_API_URL: "https://api.example.com/",
};

test("the build's settings are taken where the page names none", () => {
  expect(readSettings("", built)).toEqual({
    supabaseUrl: "https://ref.supabase.co",
    supabaseAnonKey: "sb_publishable_x",
    apiUrl: "https://api.example.com",
  });
});

test("the page's settings win, so that one build serves any address", () => {
  const page = JSON.stringify({ VITE_API_URL: "http://127.0.0.1:8080" });
  expect(readSettings(page, built).apiUrl).toBe("http://127.0.0.1:8080");
});

test("a build without an address says which", () => {
  expect(() => readSettings(undefined, { ...built, VITE_API_URL: "" })).toThrow("VITE_API_URL");
});
