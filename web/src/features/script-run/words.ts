// Words that stand in the script's language beside its own, whatever the page's language is.
import type { AnswerState, Texts } from '@/script';

const WORDS: Readonly<Record<string, Readonly<Record<'yes' | 'no' | 'refused' | 'doesnt_know', string>>>> = {
  en: { yes: 'Yes', no: 'No', refused: 'Will not say', doesnt_know: 'Does not know' },
  it: { yes: 'Sì', no: 'No', refused: 'Non risponde', doesnt_know: 'Non sa' },
};

const inLanguage = (language: string) => WORDS[language.split('-')[0] ?? ''] ?? WORDS.en;

/** The label of yes or no in a language. */
export const yesNo = (code: 'yes' | 'no', language: string): string => inLanguage(language)?.[code] ?? code;

/** The label of "will not say" and "does not know" in a language. */
export const unanswered = (state: Exclude<AnswerState, 'given'>, language: string): string =>
  inLanguage(language)?.[state] ?? state;

/** A text in a language, or in the first that there is. */
export const said = (texts: Texts | undefined, language: string): string =>
  texts?.[language] ?? Object.values(texts ?? {})[0] ?? '';

/** The languages side by side: the person's first, the agent's too if it is another that the script has. */
export function sideBySide(languages: readonly string[], person: string, agent: string): string[] {
  const known = (wanted: string) =>
    languages.find((one) => one === wanted || one.split('-')[0] === wanted.split('-')[0]);
  const first = known(person) ?? known(agent) ?? languages[0] ?? 'it';
  const second = known(agent);
  return second && second !== first ? [first, second] : [first];
}
