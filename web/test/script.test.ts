import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  type Answer,
  asidesOf,
  type Context,
  dutiesOf,
  type Fields,
  fieldsOf,
  fullQuota,
  holds,
  merged,
  piecesOf,
  type Question,
  type Script,
  type Step,
  sayOf,
  stepOf,
  type Tone,
  walk,
  wrongAnswer,
} from '../src/script';

interface Walk extends Omit<Context, 'now'> {
  name: string;
  script: string;
  path: string[];
  answers: Record<string, Answer>;
  counts: Record<string, number>;
  expect: {
    route: string[];
    orphaned: string[];
    ended: boolean;
    end: string;
    duties: string[];
    quota: string | null;
    asides: string[];
  };
}

interface Cases {
  now: number;
  fields: Fields;
  conditions: { when: string; holds: boolean }[];
  answers: { type: string; answer: Answer; fits: boolean }[];
  questions: Record<string, Question>;
  scripts: Record<string, Script>;
  walks: Walk[];
  texts: { text: string; merged: string }[];
  variants: { step: Step; cases: { tone: Tone | null; customer: string; say: string }[] };
}

// The same file holds Python to its words: tests/dialer/campaigns/scripts/test_script_cases.py.
const CASES: Cases = JSON.parse(
  readFileSync(new URL('../../tests/dialer/campaigns/scripts/script_cases.json', import.meta.url), 'utf8'),
);

test.each(CASES.conditions)('the condition $when', ({ when, holds: expected }) => {
  expect(holds(when, CASES.fields, CASES.now)).toBe(expected);
});

test.each(CASES.answers)('an answer to $type: $answer', ({ type, answer, fits }) => {
  expect(wrongAnswer(CASES.questions[type] as Question, answer) === null).toBe(fits);
});

test.each(CASES.walks)('walk: $name', (one) => {
  const script = CASES.scripts[one.script] as Script;
  const context: Context = { ...one, now: CASES.now };
  const quota = fullQuota(script, one.counts, walk(script, one.answers, one.path, context).answers, context);
  const route = walk(script, one.answers, one.path, context, quota);
  const here = stepOf(script, route.steps.at(-1) ?? '') as Step;
  const found = {
    route: route.steps,
    orphaned: [...route.orphaned].sort(),
    ended: route.isEnded,
    end: route.end,
    duties: dutiesOf(script, one.path).sort(),
    quota: quota?.code ?? null,
    asides: asidesOf(script, here, fieldsOf(script, route.answers, context), CASES.now),
  };
  expect(found).toEqual(one.expect);
});

test.each(CASES.texts)('the text $text', ({ text, merged: expected }) => {
  expect(merged(text, { 'agent.name': 'Anna', 'lead.last order': '12', 'answer.price': '{agent.name}' })).toBe(
    expected,
  );
});

test.each(CASES.variants.cases)('words for $tone and $customer', ({ tone, customer, say }) => {
  expect(sayOf(CASES.variants.step, tone, customer).it).toBe(say);
});

test('what is merged is never read as markup', () => {
  expect(piecesOf('**{lead.name}**, [pausa]ciao', { 'lead.name': '**x** {agent.name}' })).toEqual([
    { kind: 'field', text: '**x** {agent.name}', bold: true },
    { kind: 'text', text: ', ', bold: false },
    { kind: 'pause', text: '', bold: false },
    { kind: 'text', text: 'ciao', bold: false },
  ]);
});
