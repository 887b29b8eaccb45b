import type { CampaignScriptUse, ScriptRole } from '@/api/scripts';
import { same } from '@/features/clash';

// Two people's changes of which scripts a campaign uses. Pure.

const placesOf = ({ roles, identify_first, link_hosts }: CampaignScriptUse): Readonly<Record<string, unknown>> => ({
  ...roles,
  identify_first,
  link_hosts,
});

/** The places at which two uses differ: roles by their names, and what else there is. */
export function changedUses(before: CampaignScriptUse, after: CampaignScriptUse): string[] {
  const [was, is] = [placesOf(before), placesOf(after)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((place) => !same(was[place], is[place]));
}

/** Theirs with my changes; null where both have changed the same, and otherwise. */
export function mergedUse(
  before: CampaignScriptUse,
  mine: CampaignScriptUse,
  theirs: CampaignScriptUse,
): CampaignScriptUse | null {
  const own = placesOf(mine);
  const there = placesOf(theirs);
  const changed = changedUses(before, mine);
  const both = changedUses(before, theirs).filter((place) => changed.includes(place));
  if (both.some((place) => !same(own[place], there[place]))) return null;
  const { identify_first, link_hosts, ...roles } = Object.fromEntries(
    Object.entries({ ...there, ...Object.fromEntries(changed.map((place) => [place, own[place]])) }).filter(
      ([, value]) => value !== undefined,
    ),
  );
  return {
    roles: roles as Partial<Record<ScriptRole, number>>,
    identify_first: identify_first as boolean,
    link_hosts: link_hosts as string[],
  };
}
