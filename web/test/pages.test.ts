import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { pages as leadPages } from '@/features/leads/routes';
import { filterOf } from '@/features/results/page/address';
import { hasTalked } from '@/features/setup/first-call';

const source = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf-8');

it('the set-up says that a call was joined also when it is over', () => {
  expect(hasTalked({ calls: { talking: 1 } })).toBe(true);
  expect(hasTalked({ calls: { talking: 0 }, today: { connected: 1 } })).toBe(true);
  expect(hasTalked({ calls: {}, today: { connected: 0, answered: 2 } })).toBe(false);
  expect(source('dialer/engine/board/board.py')).toContain('"connected": tally.connected');
});

it('the benchmark looks for leads by the word that the page reads', () => {
  const [, name = '', said = ''] = /"\/leads\?(\w+)=(\w+)"/.exec(source('benchmarks/console_pages.py')) ?? [];
  const [leads] = leadPages;
  expect(leads?.search?.({ [name]: said })).toEqual({ [name]: said });
});

it('a disposition without a reason lists the rows that have none', () => {
  const results = { campaign_id: 3, since: 'a', until: 'b', days: [] } as never;
  expect(filterOf(results, { of: 'disposition', value: 'sale' })).toMatchObject({ disposition_reason: '' });
  expect(filterOf(results, { of: 'disposition', value: 'sale', detail: 'price' })).toMatchObject({
    disposition_reason: 'price',
  });
});
