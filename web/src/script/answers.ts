/** Answers: whether they fit their question, and how conditions see them. The twin of dialer/campaigns/scripts/rules/answers.py. */
import { holdsCardNumber } from './card-number';
import { dayOf } from './conditions';
import type { Answer, Answers, Question, Value } from './model';

export const LINE_AT_MOST = 500;
export const NOTE_AT_MOST = 4000;

export type Wrong = 'no_answer' | 'out_of_range' | 'too_long' | 'card_number';

/** What is wrong with an answer to this question; null if it fits. */
export function wrongAnswer(question: Question, answer: Answer): Wrong | null {
  if ((answer.state ?? 'given') !== 'given') return null;
  const codes = new Set(question.choices?.map((one) => one.code));
  const chosen = answer.choices ?? [];
  const areSome = new Set(chosen).size === chosen.length && chosen.every((code) => codes.has(code));
  switch (question.type) {
    case 'yes_no':
      return fits(answer.choice === 'yes' || answer.choice === 'no');
    case 'one_of':
      return fits(codes.has(answer.choice ?? ''));
    case 'some_of':
      return fits(chosen.length > 0 && areSome);
    case 'rank':
      return fits(areSome && chosen.length === codes.size);
    case 'grid': {
      const said = Object.entries(answer.rows ?? {});
      const rows = new Set(question.rows?.map((one) => one.code));
      return fits(said.length === rows.size && said.every(([row, code]) => rows.has(row) && codes.has(code)));
    }
    case 'scale':
    case 'number':
      return wrongNumber(question, answer.number);
    case 'day':
      return fits(isDay(answer.day ?? ''));
    default:
      return wrongText(question, answer.text ?? '');
  }
}

const fits = (right: boolean): Wrong | null => (right ? null : 'no_answer');

function wrongNumber(question: Question, number: number | undefined): Wrong | null {
  if (number === undefined || Number.isNaN(number)) return 'no_answer';
  if (question.type === 'scale' && !Number.isInteger(number)) return 'out_of_range';
  const below = question.least !== undefined && number < question.least;
  const above = question.most !== undefined && number > question.most;
  return below || above ? 'out_of_range' : null;
}

function wrongText(question: Question, text: string): Wrong | null {
  if (!text.trim()) return 'no_answer';
  if ([...text].length > (question.type === 'text' ? LINE_AT_MOST : NOTE_AT_MOST)) return 'too_long';
  return holdsCardNumber(text) ? 'card_number' : null;
}

/** Whether this is a day as 2026-01-31. */
export const isDay = (text: string): boolean => /^\d{4}-\d\d-\d\d$/.test(text) && dayOf(text) !== null;

/** What conditions see of the answers, by folded name. */
export function answerFields(
  questions: Readonly<Record<string, Question>>,
  answers: Answers,
): Record<string, Value> {
  const fields: Record<string, Value> = {};
  for (const [name, answer] of Object.entries(answers)) {
    const question = Object.hasOwn(questions, name) ? questions[name] : undefined;
    if (question) Object.assign(fields, fieldsOfAnswer(name, question, answer));
  }
  return fields;
}

function fieldsOfAnswer(name: string, question: Question, answer: Answer): Record<string, Value> {
  const state = answer.state ?? 'given';
  const fields: Record<string, Value> = {
    [`${name}.refused`]: state === 'refused',
    [`${name}.doesnt_know`]: state === 'doesnt_know',
  };
  if (state !== 'given') return fields;
  const chosen = answer.choices ?? [];
  switch (question.type) {
    case 'yes_no':
      fields[name] = answer.choice === 'yes';
      break;
    case 'one_of':
      fields[name] = answer.choice;
      break;
    case 'some_of':
      fields[name] = chosen.join(', ');
      for (const one of question.choices ?? []) fields[`${name}.${one.code}`] = chosen.includes(one.code);
      break;
    case 'rank':
      fields[name] = chosen[0] ?? null;
      chosen.forEach((code, place) => {
        fields[`${name}.${code}`] = place + 1;
      });
      break;
    case 'grid':
      for (const [row, code] of Object.entries(answer.rows ?? {})) fields[`${name}.${row}`] = code;
      break;
    case 'scale':
    case 'number':
      fields[name] = answer.number;
      break;
    case 'day':
      fields[name] = answer.day;
      break;
    default:
      fields[name] = answer.text;
  }
  return fields;
}
