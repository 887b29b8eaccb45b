import { i18n, type Messages } from '@lingui/core';

export type Catalogue = { messages: Messages };
/** The catalogues of an application, by file name: what `import.meta.glob('./*.po')` gives. */
export type Catalogues = Record<string, () => Promise<Catalogue>>;

/** The language nobody speaks (see pseudo.ts). It is chosen by tests, never offered. */
export const PSEUDO = 'qps';
const KEPT_AS = 'pronto-language';

const codeOf = (file: string) => file.replace(/^.*\/|\.po$/g, '');

/** The codes of the languages that have a catalogue, in the order of their names. */
export function languagesOf(files: Catalogues): string[] {
  return Object.keys(files).map(codeOf).sort();
}

/** What a language calls itself: "italiano"; what is no code of a language stays as it came, as with an imported lead. */
export function nameOf(language: string): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  } catch {
    return language;
  }
}

/** The first of the wanted languages that is there; English otherwise. Regions are not told apart. */
export function firstKnown(known: readonly string[], wanted: readonly string[]): string {
  const codes = wanted.map((one) => one.toLowerCase().split('-')[0] ?? '');
  return codes.find((one) => known.includes(one) || one === PSEUDO) ?? 'en';
}

/** The language chosen on this browser before, then the browser's own. */
export function wantedHere(): string[] {
  const kept = localStorage.getItem(KEPT_AS);
  return [...(kept ? [kept] : []), ...navigator.languages];
}

/** Remember a choice for the next visit of this browser. */
export function keepLanguage(language: string): void {
  localStorage.setItem(KEPT_AS, language);
}

const also = new Set<Catalogues>();

async function wordsOf(files: Catalogues, language: string): Promise<Messages> {
  const read = async (code: string) => {
    const load = Object.entries(files).find(([file]) => codeOf(file) === code)?.[1];
    return load ? (await load()).messages : {};
  };
  return language === PSEUDO ? (await import('./pseudo')).pseudo(await read('en')) : await read(language);
}

/** Speak the words of a part that is loaded later, now and in each language chosen after. */
export async function speakToo(files: Catalogues): Promise<void> {
  also.add(files);
  i18n.load(i18n.locale, await wordsOf(files, i18n.locale));
}

/** Load a catalogue and speak its language from now on. */
export async function speak(files: Catalogues, language: string): Promise<void> {
  const read = await Promise.all([files, ...also].map((one) => wordsOf(one, language)));
  const messages: Messages = Object.assign({}, ...read);
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language === PSEUDO ? 'en' : language;
}
