import react from '@vitejs/plugin-react';
import { mergeConfig } from 'vite';
import { defineConfig } from 'vitest/config';
import { shared } from './build/vite.shared.ts';

// The console. `npm run dev` serves it from the sources, with the API of a Pronto that runs on this machine.
export default mergeConfig(
  shared('console', true),
  defineConfig({
    plugins: [react()],
    server: { proxy: { '/api': { target: process.env.PRONTO_URL ?? 'http://127.0.0.1:8080', ws: true } } },
    test: { include: ['test/**/*.test.ts'], environment: 'node' },
  }),
);
