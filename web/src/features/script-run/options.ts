// What can be chosen at a question, each with the digit that chooses it. Pure.
import type { Answer, Question, Step, Texts } from '@/script';
import { said, unanswered, yesNo } from './words';

export interface Option {
  id: string;
  /** In each language. */
  labels: readonly string[];
  digit: string;
  isChosen: boolean;
  /** Its place in a ranking. */
  place?: number;
  /** The answer after it was chosen. */
  choose: () => Answer | undefined;
}

const REFUSED_DIGIT = '9';
const UNKNOWN_DIGIT = '0';

/** The choices of a question, in the row of a grid that is being answered. */
export function optionsOf(
  question: Question,
  answer: Answer | undefined,
  languages: readonly string[],
  row: string | undefined,
): Option[] {
  const labels = (texts: Texts) => languages.map((language) => said(texts, language));
  const mine = answer && (answer.state ?? 'given') === 'given' ? answer : undefined;
  switch (question.type) {
    case 'yes_no':
      return (['yes', 'no'] as const).map((code, place) => ({
        id: code,
        labels: languages.map((language) => yesNo(code, language)),
        digit: String(place + 1),
        isChosen: mine?.choice === code,
        choose: () => ({ choice: code }),
      }));
    case 'scale':
      return scale(question, mine);
    case 'one_of':
    case 'some_of':
    case 'rank':
    case 'grid':
      return (question.choices ?? []).map((one, place) => {
        const chosen = mine?.choices ?? [];
        const at = chosen.indexOf(one.code);
        return {
          id: one.code,
          labels: labels(one.label),
          digit: digitOf(place),
          isChosen: isChosen(question, mine, one.code, row),
          ...(question.type === 'rank' && at >= 0 ? { place: at + 1 } : {}),
          choose: () => chosenAnswer(question, mine, one.code, row),
        };
      });
    default:
      return [];
  }
}

/** "Will not say" and "does not know", which every question has. */
export const unansweredOptions = (
  answer: Answer | undefined,
  languages: readonly string[],
  isScale: boolean,
): Option[] =>
  (['refused', 'doesnt_know'] as const).map((state) => ({
    id: state,
    labels: languages.map((language) => unanswered(state, language)),
    digit: isScale ? '' : state === 'refused' ? REFUSED_DIGIT : UNKNOWN_DIGIT,
    isChosen: answer?.state === state,
    choose: () => (answer?.state === state ? undefined : { state }),
  }));

/** The digits of the asides: those that the choices leave free. */
export function asideDigits(asides: readonly Step[], options: readonly Option[]): string[] {
  const taken = new Set([...options.map((one) => one.digit), REFUSED_DIGIT, UNKNOWN_DIGIT]);
  const free = [...'123456789'].filter((digit) => !taken.has(digit));
  return asides.map((_, place) => free[place] ?? '');
}

const digitOf = (place: number): string => (place < 8 ? String(place + 1) : '');

function scale(question: Question, mine: Answer | undefined): Option[] {
  const [least, most] = [question.least ?? 1, question.most ?? 5];
  return Array.from({ length: most - least + 1 }, (_, place) => {
    const value = least + place;
    return {
      id: String(value),
      labels: [String(value)],
      digit: value >= 0 && value <= 9 ? String(value) : '',
      isChosen: mine?.number === value,
      choose: () => ({ number: value }),
    };
  });
}

function isChosen(question: Question, mine: Answer | undefined, code: string, row: string | undefined): boolean {
  if (question.type === 'one_of') return mine?.choice === code;
  if (question.type === 'grid') return row !== undefined && mine?.rows?.[row] === code;
  return (mine?.choices ?? []).includes(code);
}

function chosenAnswer(
  question: Question,
  mine: Answer | undefined,
  code: string,
  row: string | undefined,
): Answer | undefined {
  if (question.type === 'one_of') return { choice: code };
  if (question.type === 'grid') return row === undefined ? mine : { rows: { ...mine?.rows, [row]: code } };
  const before = mine?.choices ?? [];
  const after = before.includes(code) ? before.filter((one) => one !== code) : [...before, code];
  if (after.length === 0) return undefined;
  if (question.type === 'rank') return { choices: after };
  const order = (question.choices ?? []).map((one) => one.code);
  return { choices: order.filter((one) => after.includes(one)) };
}

/** The row of a grid that is asked next: the first without an answer. */
export const openRow = (question: Question, answer: Answer | undefined): string | undefined =>
  (question.rows ?? []).find((one) => !answer?.rows?.[one.code])?.code;

/** Whether the answer is whole: a ranking and a grid come together piece by piece. */
export function isWhole(question: Question, answer: Answer | undefined): boolean {
  if (!answer || (answer.state ?? 'given') !== 'given') return true;
  if (question.type === 'rank') return (answer.choices ?? []).length === (question.choices ?? []).length;
  if (question.type === 'grid') return openRow(question, answer) === undefined;
  return true;
}
