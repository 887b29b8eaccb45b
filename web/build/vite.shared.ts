import { fileURLToPath } from 'node:url';
import { lingui } from '@lingui/vite-plugin';
import type { UserConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** What the builds of all pages have in common. `empty`: whether this build clears the folder first. */
export function shared(page: string, empty: boolean): UserConfig {
  return {
    plugins: [lingui({ macroTransform: true, failOnMissing: true, failOnCompileError: true })],
    resolve: { alias: { '@': at('../src') } },
    build: {
      outDir: at('../../api/pages/built'),
      emptyOutDir: empty,
      target: 'es2023',
      // The policy for content forbids data: in scripts and styles, and inline scripts.
      assetsInlineLimit: 0,
      modulePreload: {
        polyfill: false,
        // A page's scripts name what they need themselves: the lists of it for all pages would be loaded with the first.
        resolveDependencies: (_url, needed, { hostType }) => (hostType === 'html' ? needed : []),
      },
      rolldownOptions: {
        input: { [page]: at(`../${page}.html`) },
        // One file of what nearly all pages share, instead of many small ones. With fewer the first page loads too much.
        output: { codeSplitting: { groups: [{ name: 'common', minShareCount: 24 }] } },
      },
    },
  };
}
