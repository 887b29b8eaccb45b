import { t } from '@lingui/core/macro';
import type { BoardSettings, Layout } from '@/api/wallboards';

export const LAYOUTS: readonly Layout[] = ['goal', 'campaigns', 'pace', 'telephony'];

export function layoutName(layout: Layout): string {
  switch (layout) {
    case 'goal':
      return t`Goal`;
    case 'campaigns':
      return t`Campaigns`;
    case 'pace':
      return t`Pace`;
    default:
      return t`Telephony`;
  }
}

/** For whom a layout is: what stands on the wall changes how people work. */
export function layoutAbout(layout: Layout): string {
  switch (layout) {
    case 'goal':
      return t`for the floor: how far the day has come, and how far it will`;
    case 'campaigns':
      return t`for the floor: each campaign in a line`;
    case 'pace':
      return t`for supervisors: who waits, and what the law leaves`;
    default:
      return t`for those who look after the lines`;
  }
}

/** What a new board shows. */
export const NEW: BoardSettings = {
  layouts: [...LAYOUTS],
  dwell: 20,
  campaigns: [],
  goals: {},
  shift: { begins: '09:00', ends: '18:00' },
  theme: 'dark',
  language: '',
  news: '',
};
