import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The dashboard's build: static files for any host. */
export default defineConfig({
  plugins: [react()],
  server: { port: 5_173 },
  preview: { port: 4_173 },
  build: { target: "es2023", sourcemap: false, chunkSizeWarningLimit: 250 },
});
