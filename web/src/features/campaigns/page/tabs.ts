import { t } from '@lingui/core/macro';
import type { Permission } from '@/api/session';

export const TABS = [
  'now',
  'pacing',
  'agents',
  'lists',
  'hours',
  'retries',
  'dispositions',
  'scripts',
  'answers',
  'telephony',
] as const;
export type Tab = (typeof TABS)[number];

/** What somebody has to be allowed besides the campaign itself to be shown anything there. */
const NEEDS: Partial<Record<Tab, Permission>> = { agents: 'agent.read', scripts: 'script.run' };

export const maySeeTab = (permissions: readonly Permission[], tab: Tab): boolean => {
  const needed = NEEDS[tab];
  return needed === undefined || permissions.includes(needed);
};

export function tabText(tab: Tab): string {
  switch (tab) {
    case 'now':
      return t`Now`;
    case 'pacing':
      return t`Pacing`;
    case 'agents':
      return t`Agents`;
    case 'lists':
      return t`Lists`;
    case 'hours':
      return t`Hours and law`;
    case 'retries':
      return t`Retries`;
    case 'dispositions':
      return t`Dispositions`;
    case 'scripts':
      return t`Scripts`;
    case 'answers':
      return t`Answers`;
    default:
      return t`Trunks and caller ids`;
  }
}
