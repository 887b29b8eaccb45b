import { t } from '@lingui/core/macro';
import type { Page } from '@/features/page';
import { IconFilter } from '@/ui/icons';

const NUMBERS = ['campaign', 'other', 'weekday', 'hour'];
const WORDS = [
  ...['first', 'last', 'other_first', 'other_last', 'by', 'tab'],
  ...['of', 'value', 'detail', 'reached', 'out_of', 'counted', 'side'],
];

/** What of the address is known here: the campaigns and days that are compared, and the rows that are looked at. */
function known(raw: Record<string, unknown>): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const name of NUMBERS) {
    const value = raw[name];
    if (value !== undefined && Number.isInteger(Number(value)) && Number(value) >= 0) found[name] = Number(value);
  }
  for (const name of WORDS) {
    const value = raw[name];
    if (typeof value === 'string' || typeof value === 'number') found[name] = String(value);
  }
  return found;
}

export const pages: Page[] = [
  {
    path: '/results',
    title: () => t`Results`,
    needs: 'attempt.read',
    icon: IconFilter,
    group: 'calls',
    load: () => import('./page/results'),
    search: known,
  },
];
