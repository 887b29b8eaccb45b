import { expect, it } from 'vitest';
import type { Alert } from '@/api/supervision';
import { pageOf } from '@/features/alerts/page-of';

const alert = (more: Partial<Alert>) =>
  ({ about: 'trunk', code: '', id: 4, name: 'milan', node_id: null, ...more }) as Alert;

it.each([
  [{}, '/trunks'],
  [{ node_id: 2 }, '/trunks/2/milan'],
  [{ about: 'destination', code: 'trunk_cap' }, '/destinations'],
  [{ about: 'campaign', code: 'blocked' }, '/campaigns/4'],
  [{ about: 'campaign', code: 'long_hand' }, '/supervision?tab=hands&campaign=4'],
  [{ about: 'phone', code: 'phone_drift' }, '/phones/4'],
  [{ about: 'phone', code: 'phone_drift', id: null }, '/phones'],
  [{ about: 'engine', id: null }, null],
] as const)('an alert leads to the page where something is done about it', (more, page) => {
  expect(pageOf(alert(more as Partial<Alert>))).toBe(page);
});
