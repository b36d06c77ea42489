import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{modules,services,infra}/**/*.test.ts", "database/**/*.test.ts", "bench/**/*.test.ts"],
    exclude: ["**/node_modules/**", ".local/**", "services/_template/**"],
    globalSetup: ["modules/testing/src/global-setup.ts"],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
  },
});
