import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from '@lingui/conf';
import { formatter } from '@lingui/format-po';

const root = fileURLToPath(new URL('.', import.meta.url)).replace(/\/$/, '');

/** A language is a file: what lies in src/words is offered. */
const locales = readdirSync(new URL('./src/words', import.meta.url))
  .filter((name) => name.endsWith('.po'))
  .map((name) => name.slice(0, -'.po'.length));

// The agent's page has catalogues of its own, so that the console does not load its texts; what both use is in both.
const AGENT_ALONE = ['apps/agent', 'features/workplace', 'features/phone', 'features/cards', 'features/day'];
const AGENT_TOO = ['features/script-run', 'script', 'ui', 'words'];
/** Features with words of their own, which are loaded with their pages; the title in `routes.tsx` stays the console's. */
const OWN = readdirSync(new URL('./src/features', import.meta.url)).filter((name) =>
  existsSync(`${root}/src/features/${name}/words`),
);
/** What the console shows before any page of these features is there. */
const AT_ONCE = ['routes.tsx', 'notice.tsx'];
const WITH_PAGES: Record<string, string[]> = { scripts: ['features/script-run'] };
const partsOf = (feature: string) => [
  ...readdirSync(`${root}/src/features/${feature}`)
    .filter((name) => !AT_ONCE.includes(name) && name !== 'words')
    .map((name) => `features/${feature}/${name}`),
  ...(WITH_PAGES[feature] ?? []),
];
const outside = (name: string) => (/\.\w+$/.test(name) ? `**/${name}` : `**/${name}/**`);
const folders = (names: string[]) =>
  names.map((name) => `<rootDir>/src/${name}`).filter((path) => existsSync(path.replace('<rootDir>', root)));

export default defineConfig({
  sourceLocale: 'en',
  locales,
  catalogs: [
    {
      path: '<rootDir>/src/words/{locale}',
      include: ['<rootDir>/src'],
      exclude: ['apps/board', ...AGENT_ALONE, ...OWN.flatMap(partsOf)].map(outside),
    },
    ...OWN.map((feature) => ({
      path: `<rootDir>/src/features/${feature}/words/{locale}`,
      include: folders(partsOf(feature)),
    })),
    { path: '<rootDir>/src/apps/agent/words/{locale}', include: folders([...AGENT_ALONE, ...AGENT_TOO]) },
    { path: '<rootDir>/src/apps/board/words/{locale}', include: ['<rootDir>/src/apps/board'] },
  ],
  format: formatter({ lineNumbers: false, origins: false }),
  orderBy: 'message',
});
