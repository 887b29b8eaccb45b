import { expect, it } from 'vitest';
import { dayOf, isPostureDue, postureTurn } from '../src/features/cards/posture.ts';

it('a day is the own one of this browser, and each has the next card', () => {
  expect(dayOf(new Date(2026, 10, 29, 0, 1))).toBe('2026-11-29');
  expect(dayOf(new Date(2026, 10, 29, 23, 59))).toBe('2026-11-29');
  expect(postureTurn('2026-11-30') - postureTurn('2026-11-29')).toBe(1);
  expect(postureTurn('2027-01-01') - postureTurn('2026-12-31')).toBe(1);
});

it('the posture card is shown once a day', () => {
  expect(isPostureDue(null, '2026-11-29')).toBe(true);
  expect(isPostureDue('2026-11-29', '2026-11-29')).toBe(false);
  expect(isPostureDue('2026-11-28', '2026-11-29')).toBe(true);
});
