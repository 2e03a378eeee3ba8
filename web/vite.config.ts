// The dashboard is built into build/web/dist, which the program embeds. `npm run dev` serves it
// with a running pinflow behind it: PINFLOW_URL=http://127.0.0.1:8082 npm run dev.
import { defineConfig } from "vite";

const target = process.env["PINFLOW_URL"] ?? "http://127.0.0.1:8082";
const behind = Object.fromEntries(
  ["/v1", "/connectors", "/metrics", "/health", "/openapi.json"].map((path) => [path, { target }]),
);

export default defineConfig({
  base: "/ui/",
  build: {
    outDir: "../build/web/dist",
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
  },
  worker: { format: "es" },
  server: { proxy: behind },
});
