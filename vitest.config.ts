import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "{modules,services,infra}/**/*.test.ts",
      "database/**/*.test.ts",
      "bench/**/*.test.ts",
      "frontend/{test,scripts,e2e}/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", ".local/**", "services/_template/**"],
    globalSetup: ["modules/testing/src/global-setup.ts"],
    setupFiles: ["modules/testing/src/seed-properties.ts"],
    pool: "forks",
    maxWorkers: 2,
    // For what hangs, not for what is slow: tests wait for conditions, and a busy machine takes its time.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
