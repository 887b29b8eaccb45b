import { expect, it } from 'vitest';
import { changed, isFreeName } from '../src/features/scripts/editor/draft.ts';
import { type Script, withFieldRenamed } from '../src/script';

it.each([
  ['owner = yes and owner.refused = no', 'house = yes and house.refused = no'],
  ['name contains "owner" and `owner` is empty', 'name contains "owner" and house is empty'],
  ['Owner = yes or lead.owner = 1 or owners = 2', 'house = yes or lead.owner = 1 or owners = 2'],
  ['owner = "not closed', 'owner = "not closed'],
])('a condition follows the name of a step: %s', (before, after) => {
  expect(withFieldRenamed(before, 'owner', 'house')).toBe(after);
});

it('a name that is a keyword stands between backquotes, and is found there', () => {
  const quoted = withFieldRenamed('a = 1 and numero(a) > 2', 'a', 'in');
  expect(quoted).toBe('`in` = 1 and numero(`in`) > 2');
  expect(withFieldRenamed(quoted, 'in', 'b')).toBe('b = 1 and numero(b) > 2');
});

it('a step that is renamed keeps its branches, conditions, quotas and texts', () => {
  const script: Script = {
    kind: 'sales_script',
    languages: ['en'],
    steps: [
      { id: 'owner', ask: { type: 'yes_no' }, next: [{ to: 'end', when: 'owner = no' }] },
      { id: 'offer', say: { en: 'You said {answer.owner}, {lead.owner}.' }, next: [{ to: 'owner' }] },
      { id: 'end', end: 'complete' },
    ],
    always: [{ to: 'end', when: 'owner.refused = yes' }],
    quotas: [{ code: 'q', cell: 'owner = yes', limit: 3, to: 'end' }],
  };
  const next = changed(script, 'steps', 0, { ...script.steps[0], id: 'house' });
  expect(next.steps[0]?.next).toEqual([{ to: 'end', when: 'house = no' }]);
  expect(next.steps[1]).toEqual({
    id: 'offer',
    say: { en: 'You said {answer.house}, {lead.owner}.' },
    next: [{ to: 'house' }],
  });
  expect([next.always?.[0]?.when, next.quotas?.[0]?.cell]).toEqual(['house.refused = yes', 'house = yes']);
  const step = script.steps[0] ?? { id: '' };
  expect(['house', 'owner', 'end', '', 'A', '1a'].filter((name) => isFreeName(script, step, name))).toEqual([
    'house',
    'owner',
  ]);
});
