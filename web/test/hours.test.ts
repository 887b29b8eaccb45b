import { expect, test } from 'vitest';
import { gridOf, rowsOf } from '../src/features/setup/hours';

const WEEK = [
  { days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '20:00' },
  { days: ['sat'], from: '10:00', to: '19:00' },
];

test('hours are the same after a way through the grid', () => {
  expect(rowsOf(gridOf(WEEK))).toEqual(WEEK);
  expect(rowsOf(gridOf([]))).toEqual([]);
});

test('a pause at noon and the end of the day are kept', () => {
  const rows = [
    { days: ['mon'], from: '09:00', to: '13:00' },
    { days: ['mon'], from: '14:00', to: '24:00' },
  ];
  expect(rowsOf(gridOf(rows))).toEqual(rows);
});
