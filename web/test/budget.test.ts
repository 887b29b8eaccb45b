import { readdirSync, readFileSync, statSync } from 'node:fs';
import { expect, it } from 'vitest';

// What a browser loads before it shows a page, compressed, in KB of 1000 bytes. Built before by `make web`.

const built = new URL('../../api/pages/built/', import.meta.url);
const assets = readdirSync(new URL('assets/', built));

/** Scripts and styles that a page names, and those that these import at once. */
function firstLoad(page: string): Set<string> {
  const found = new Set<string>();
  const add = (name: string) => {
    if (found.has(name)) return;
    found.add(name);
    if (!name.endsWith('.js')) return;
    const text = readFileSync(new URL(`assets/${name}`, built), 'utf8');
    for (const [, one] of text.matchAll(/\b(?:import|from)\s*["'`]\.\/([^"'`]+)["'`]/g)) if (one) add(one);
  };
  for (const [, name] of readFileSync(new URL(page, built), 'utf8').matchAll(/\/assets\/([^"]+)/g))
    if (name) add(name);
  return found;
}

/** What is loaded when somebody goes to the first route, by its name among the files that these name. */
function withRoute(files: Set<string>, ...routes: string[]): Set<string> {
  const named = [...files].map((name) => readFileSync(new URL(`assets/${name}`, built), 'utf8')).join('\n');
  for (const name of assets) {
    if (!name.endsWith('.js') || !routes.some((route) => name.startsWith(`${route}-`))) continue;
    if (!named.includes(name)) continue; // of the other page: each has its own words
    files.add(name);
    const text = readFileSync(new URL(`assets/${name}`, built), 'utf8');
    for (const [, one] of text.matchAll(/from\s*["'`]\.\/([^"'`]+)["'`]/g)) if (one) files.add(one);
  }
  return files;
}

const kilobytes = (files: Iterable<string>, ending: string) =>
  [...files]
    .filter((name) => name.endsWith(ending))
    .reduce((sum, name) => sum + statSync(new URL(`assets/${name}.gz`, built)).size / 1000, 0);

it.each([
  ['sign-in', ['sign-in']],
  ['overview', ['shell', 'overview']],
])('the console is light where it begins: %s', (_, routes) => {
  const files = withRoute(firstLoad('console.html'), ...routes, 'it');
  expect(kilobytes(files, '.js')).toBeGreaterThan(100);
  expect(kilobytes(files, '.js')).toBeLessThanOrEqual(230);
  expect(kilobytes(files, '.css')).toBeLessThanOrEqual(45);
});

it('the wallboard is light, with its charts', () => {
  const files = withRoute(firstLoad('board.html'), 'uPlot');
  expect(kilobytes(files, '.js') + kilobytes(files, '.css')).toBeLessThanOrEqual(40);
});

it('the workplace is light, without the phone', () => {
  const files = withRoute(firstLoad('agent.html'), 'it');
  expect(kilobytes(files, '.js')).toBeGreaterThan(100);
  expect(kilobytes(files, '.js')).toBeLessThanOrEqual(250);
  expect(kilobytes(files, '.css')).toBeLessThanOrEqual(45);
});
