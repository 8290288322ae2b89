import { defineConfig } from 'vite';

/** The oldest browser the offices use: Chromium 86 inside 360 and QQ browsers. */
export const OLDEST_BROWSER = 'chrome86';

export default defineConfig({
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    target: OLDEST_BROWSER,
    cssTarget: OLDEST_BROWSER,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: true,
  },
  server: {
    // `PINHUI_SERVER` is a running `pinhui serve`; the page is developed in front of it.
    proxy: {
      '/api': { target: process.env.PINHUI_SERVER ?? 'http://localhost:8080', ws: true },
      '/link': { target: process.env.PINHUI_SERVER ?? 'http://localhost:8080' },
    },
  },
});
