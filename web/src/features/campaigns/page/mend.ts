import { t } from '@lingui/core/macro';
import type { Permission } from '@/api/session';
import type { LiveCampaign } from '../live';
import { maySeeTab, type Tab } from './tabs';

/** What mends a reason not to dial: a button, a tab of the campaign's page, or another page. */
export type Mend =
  | { kind: 'start' }
  | { kind: 'tab'; tab: Tab; label: string }
  | { kind: 'page'; path: keyof typeof PAGES; label: string };

/** The pages that mend something, with what one has to be allowed to see them. */
const PAGES = {
  '/nodes': 'node.read',
  '/trunks': 'trunk.read',
  '/destinations': 'trunk.read',
  '/caller-ids': 'caller_id.read',
} as const satisfies Record<string, Permission>;

const tab = (name: Tab, label: string): Mend => ({ kind: 'tab', tab: name, label });
const page = (path: keyof typeof PAGES, label: string): Mend => ({ kind: 'page', path, label });

/** Whether somebody is let in where it leads. */
export function mayMend(permissions: readonly Permission[], mend: Mend): boolean {
  if (mend.kind === 'page') return permissions.includes(PAGES[mend.path]);
  return mend.kind === 'start' || maySeeTab(permissions, mend.tab);
}

/** What mends a reason of the engine, by its code; null where it passes by itself. */
export function mendOfReason(code: string): Mend | null {
  switch (code) {
    case 'stopped':
    case 'paused':
      return { kind: 'start' };
    case 'link_down':
    case 'clock_ahead':
    case 'clock_behind':
    case 'overload':
      return page('/nodes', t`To the nodes`);
    case 'trunk_down':
    case 'trunk_not_allowed':
    case 'trunk_rests':
    case 'no_line':
    case 'starts_limit':
      return page('/trunks', t`To the trunks`);
    case 'trunk_full':
      return page('/destinations', t`To the destinations`);
    case 'caller_ids_none':
    case 'caller_ids_full':
    case 'caller_ids_rest':
      return page('/caller-ids', t`To the caller ids`);
    case 'no_trunk':
      return tab('telephony', t`Choose a trunk`);
    case 'out_of_hours':
    case 'no_hours':
      return tab('hours', t`To the hours`);
    case 'rules_refuse':
    case 'rules_hold':
      return tab('hours', t`To the law`);
    case 'leads_wait':
      return tab('retries', t`To the retries`);
    case 'no_lead':
      return tab('lists', t`To the lists`);
    case 'no_agent':
      return tab('agents', t`To the agents`);
    case 'bad_settings':
      return tab('now', t`To what is wrong`);
    case 'guard_stop':
    case 'guard_progressive':
    case 'guard_throttle':
    case 'learning':
    case 'max_ratio':
      return tab('pacing', t`To the pacing`);
    default:
      return null;
  }
}

/** What mends a finding of the check, by what it is about. */
export function mendOfFinding(about: string): Mend | null {
  switch (about) {
    case 'audio':
      return tab('answers', t`To answers`);
    case 'trunk':
    case 'caller id':
      return tab('telephony', t`To trunks and caller ids`);
    case 'list':
    case 'register':
    case 'basis':
      return tab('lists', t`To the lists`);
    case 'hours':
    case 'law':
      return tab('hours', t`To hours and law`);
    case 'agents':
    case 'phone':
      return tab('agents', t`To the agents`);
    case 'settings':
      return tab('pacing', t`To the pacing`);
    case 'destination':
      return page('/destinations', t`To the destinations`);
    case 'engine':
    case 'node':
      return page('/nodes', t`To the nodes`);
    default:
      return null;
  }
}

const AT_REST = new Set([
  ...['stopped', 'paused', 'draining', 'link_down', 'clock_ahead', 'clock_behind'],
  ...['trunk_down', 'trunk_not_allowed', 'trunk_rests', 'trunk_full', 'no_trunk', 'no_line'],
  ...['caller_ids_none', 'caller_ids_full', 'caller_ids_rest'],
  ...['out_of_hours', 'no_hours', 'leads_wait', 'no_lead', 'loading', 'store_down'],
  ...['bad_settings', 'rules_refuse', 'no_agent', 'guard_stop'],
]);

/** Whether a campaign with this reason starts no call at all. */
export const isAtRest = (code: string) => AT_REST.has(code);

/** Whether a campaign dials, as far as it can be said: `unheard` before the stream's first word, `unseen` without it. */
export type Dialling = 'dials' | 'rests' | 'no_engine' | 'unheard' | 'unseen';

export interface Heard {
  /** Whether the person may follow the stream. */
  follows: boolean;
  /** Whether it has said what it has of this campaign. */
  heard: boolean;
}

export function diallingOf(status: string, live: LiveCampaign | undefined, { follows, heard }: Heard): Dialling {
  if ((live?.status ?? status) !== 'running') return 'rests';
  if (live) return live.blocked || isAtRest(live.why?.code ?? '') ? 'rests' : 'dials';
  if (!follows) return 'unseen';
  return heard ? 'no_engine' : 'unheard';
}
