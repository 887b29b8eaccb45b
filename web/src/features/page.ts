import type { ComponentType } from 'react';
import type { Me, Permission } from '@/api/session';
import type { IconProps } from '@/ui/icons';

/** What pages stand under in the navigation, in this order; those of none stand above them. */
export type PageGroup = 'calls' | 'telephony' | 'law' | 'system';

/** A page of the console. Its route and its place in the navigation are both made from this. */
export interface Page {
  /** `/lists`, `/lists/$listId`. */
  path: string;
  title: () => string;
  /** The permission without which it is not shown: `list.read`. */
  needs?: Permission;
  /** In the navigation, if it stands there. */
  icon?: ComponentType<IconProps>;
  group?: PageGroup;
  /** Loads the page's scripts when somebody goes there: `() => import('./list')`, which exports it as default. */
  load: () => Promise<{ default: ComponentType }>;
  /** Reads filters, sort and tab from the address; what it does not know is dropped. */
  search?: (raw: Record<string, unknown>) => Record<string, unknown>;
}

/** Whether somebody may see a page. */
export function maySee(me: Me, page: Page): boolean {
  return page.needs === undefined || me.permissions.includes(page.needs);
}

/** What a page keeps in its address: ids of things, and texts; what is neither is dropped. */
export const searchOf = (ids: string[], texts: string[]) => (raw: Record<string, unknown>) =>
  Object.fromEntries(
    [
      ...ids.map((name) => [name, Number(raw[name]) || '']),
      ...texts.map((name) => [name, String(raw[name] ?? '')]),
    ].filter(([, said]) => said),
  );
