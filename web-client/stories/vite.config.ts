import { defineConfig } from 'vite';

/** The story pages: each screen with sample state. For development only; no part of the product's bundle. */
export default defineConfig({
  root: 'stories',
  publicDir: '../public',
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  server: { port: 5180, strictPort: true },
});
