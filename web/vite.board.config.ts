import { defineConfig, mergeConfig } from 'vite';
import { shared } from './build/vite.shared.ts';

// The wallboard: the same React source style, built with Preact in its place, which is an eighth of the size.
export default mergeConfig(
  shared('board', false),
  defineConfig({
    resolve: {
      alias: {
        'react-dom/client': 'preact/compat/client',
        'react-dom': 'preact/compat',
        'react/jsx-runtime': 'preact/jsx-runtime',
        react: 'preact/compat',
      },
    },
    oxc: { jsx: { runtime: 'automatic' } },
  }),
);
