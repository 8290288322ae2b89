import { defineConfig } from 'vitest/config';

export default defineConfig({
  // One of the tests reads the stylesheets themselves.
  test: { css: true, include: ['src/**/*.test.ts'] },
});
