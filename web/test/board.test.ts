import { expect, it } from 'vitest';
import {
  type Agent,
  bandOf,
  due,
  forecastAt,
  type Goal,
  handsOf,
  newsOf,
  shiftOf,
  tightest,
} from '../src/apps/board/figures';
import { FIRST, screensOf, settingsOf } from '../src/apps/board/settings';

const at = (time: string) => new Date(`2026-11-28T${time}:00`).getTime() / 1000;

it('a shift lies in the day, or over midnight', () => {
  expect(shiftOf('09:00', '18:00', at('12:00'))).toEqual({ starts: at('09:00'), ends: at('18:00') });
  expect(shiftOf('22:00', '06:00', at('23:00'))).toEqual({ starts: at('22:00'), ends: at('06:00') + 86_400 });
  expect(shiftOf('22:00', '06:00', at('03:00'))).toEqual({ starts: at('22:00') - 86_400, ends: at('06:00') });
});

it('a goal is due evenly over the shift', () => {
  const shift = { starts: at('09:00'), ends: at('19:00') };
  expect(due(100, shift, at('08:00'))).toBe(0);
  expect(due(100, shift, at('14:00'))).toBe(50);
  expect(due(100, shift, at('20:00'))).toBe(100);
});

it('a forecast between two half hours lies between theirs, and there is none beyond the last', () => {
  const goal = {
    successes: 10,
    outlook: [
      [at('17:30'), 12, 10, 14],
      [at('18:00'), 16, 13, 19],
    ],
  } as unknown as Goal;
  expect(forecastAt(goal, at('17:45'), at('17:10'))).toEqual({ expected: 14, low: 11, high: 17 });
  expect(forecastAt(goal, at('18:00'), at('17:10'))).toEqual({ expected: 16, low: 13, high: 19 });
  expect(forecastAt(goal, at('18:30'), at('17:10'))).toBeUndefined();
  expect(forecastAt(goal, at('17:00'), at('17:10'))).toBeUndefined();
});

it('the limit that is used most is shown, near it from where the engine says', () => {
  const limit = { text: '', window_s: null, starts_at: null };
  const [own, law] = [
    { ...limit, name: 'own', share: 0.02, limit: 0.05, near_at: 0.04 },
    { ...limit, name: 'law', share: 0.02, limit: 0.03, near_at: 0.024 },
  ];
  expect(tightest([own, law])).toBe(law);
  expect([0.023, 0.024, 0.03, 0.031].map((share) => bandOf({ ...law, share }))).toEqual([
    'good',
    'near',
    'near',
    'over',
  ]);
});

it('figures are old by what the engine said last, and by how long the server has been silent', () => {
  const heard = { link: 'live', heardAt: 10_000, clockOffset: 0, engineAge: 0.5, refused: {} } as const;
  const ages = [2400, 3000, 29_000, 30_000].map((ms) => newsOf(heard, 10_000 + ms, 1000).freshness);
  expect(ages).toEqual(['fresh', 'stale', 'stale', 'old']);
  expect(newsOf({ ...heard, engineAge: 31 }, 10_000, 1000)).toEqual({ freshness: 'old', asOf: 969, ageS: 31 });
  expect(newsOf({ ...heard, engineAge: null }, 10_000, 1000).freshness).toBe('never');
});

it('screens follow the order of the layouts, one for each campaign or six to a page', () => {
  const campaigns = Array.from({ length: 8 }, (_, id) => ({ id }));
  const screens = screensOf({ ...FIRST, layouts: ['telephony', 'campaigns', 'goal'] }, campaigns);
  expect(screens.slice(0, 4)).toEqual([
    { layout: 'telephony', campaigns: [] },
    { layout: 'campaigns', campaigns: [0, 1, 2, 3, 4, 5] },
    { layout: 'campaigns', campaigns: [6, 7] },
    { layout: 'goal', campaigns: [0] },
  ]);
  expect(screensOf({ ...FIRST, layouts: ['goal'], campaigns: [3, 99] }, campaigns)).toEqual([
    { layout: 'goal', campaigns: [3] },
  ]);
});

it('raised hands come longest first, and nobody is named whom a rule hides', () => {
  const row = (id: number | null, name: string, hand_at?: number | null): Agent => ({
    campaign_id: 3,
    id,
    name,
    state: 'talking',
    since: 1,
    ...(hand_at === undefined ? {} : { hand_at }),
  });
  const found = handsOf([
    row(1, 'Anna', 20),
    row(2, 'Bruno', null),
    row(3, 'Carla', 10),
    row(null, '', 5),
    row(4, 'Dora'),
  ]);
  expect(found.map(({ name, hand_at }) => [name, hand_at])).toEqual([
    ['Carla', 10],
    ['Anna', 20],
  ]);
});

it('settings of another version are read as far as they are known', () => {
  expect(settingsOf(null)).toEqual(FIRST);
  expect(settingsOf({ layouts: ['pace', 'weather', 'pace'], dwell: 1 })).toEqual({
    ...FIRST,
    layouts: ['pace'],
    dwell: 5,
  });
});
