import { describe, expect, it } from 'vitest';
import { pseudo } from '../src/words/pseudo';

describe('the language nobody speaks', () => {
  it('changes every text, keeps places and marks, and is longer', () => {
    const made = pseudo({
      a: 'Sign in',
      b: ['Hello ', ['name'], '!'],
      c: [['n', 'plural', { one: ['#', ' lead'], other: ['#', ' leads'] }]],
    } as never);
    expect(made).toEqual({
      a: ['[', 'Šígñ íñ', '~~', ']'],
      b: ['[', 'Héłłö ', ['name'], '!', '~~', ']'],
      c: ['[', ['n', 'plural', { one: ['#', ' łéád'], other: ['#', ' łéádš'] }], '', ']'],
    });
  });
});
