import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

// Parts that are made of others and have no styles of their own.
const MADE_OF_OTHERS: Readonly<Record<string, string[]>> = {
  TextInput: ['Input'],
  Textarea: ['Input'],
  NativeSelect: ['Input'],
  InputWrapper: ['Input'],
  FileButton: [],
  CopyButton: [],
  Select: ['Input', 'Combobox'],
  MultiSelect: ['Input', 'Combobox', 'PillsInput', 'Pill'],
  TagsInput: ['Input', 'Combobox', 'PillsInput', 'Pill'],
  Autocomplete: ['Input', 'Combobox'],
  MantineProvider: [],
  Box: [],
  Space: [],
  Transition: [],
  Collapse: [],
  FocusTrap: [],
  Portal: [],
};

const root = new URL('../src', import.meta.url).pathname;
const files = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? files(path) : /\.tsx?$/.test(name) ? [path] : [];
  });

it('every part of Mantine that is used has its styles', () => {
  const sheet = readFileSync(join(root, 'ui/styles.css'), 'utf8');
  const used = new Set<string>();
  for (const path of files(root)) {
    for (const [, names] of readFileSync(path, 'utf8').matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)) {
      for (const one of (names ?? '').split(',')) {
        const name = one.trim();
        if (/^[A-Z][a-z]\w+$/.test(name)) used.add(name);
      }
    }
  }
  expect(used.size).toBeGreaterThan(10);
  const missing = [...used]
    .flatMap((name) => MADE_OF_OTHERS[name] ?? [name])
    .filter((name) => !sheet.includes(`/${name}.layer.css`));
  expect(missing).toEqual([]);
});

it('they come in the order of Mantine, whose later parts rely on it', () => {
  const styles = new URL('../node_modules/@mantine/core/styles', import.meta.url).pathname;
  const whole = readFileSync(`${styles}.layer.css`, 'utf8');
  const sheet = readFileSync(join(root, 'ui/styles.css'), 'utf8');
  const parts = [...sheet.matchAll(/@mantine\/core\/styles\/(\w+)\.layer\.css/g)].map(([, name]) => {
    const first = /\.m_\w+/.exec(readFileSync(join(styles, `${name}.layer.css`), 'utf8'))?.[0];
    return { name, place: first === undefined ? 0 : whole.indexOf(first) };
  });
  const ordered = parts.toSorted((one, other) => one.place - other.place);
  expect(parts.map(({ name }) => name)).toEqual(ordered.map(({ name }) => name));
});
