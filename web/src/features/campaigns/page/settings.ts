import type { Campaign, CampaignInput } from '@/api/campaigns';
import { type Chosen, type Clash, clashing, differing, type Places, together } from '@/features/clash';

// The settings of a campaign as they are written, and two people's changes of them. Pure.

export type Settings = Required<Omit<CampaignInput, 'field_types'>>;
export type Rule = NonNullable<Settings['rules']>[number];
export type Disposition = NonNullable<Settings['dispositions']>[number];
export type Law = NonNullable<Settings['law']>;
export type HoursRow = Settings['hours'][number];

/** A campaign that was read, in the form in which it is written. */
export function settingsOf(campaign: Campaign): Settings {
  const { company, caller_id, trunks, id, status, created_at, field_types, ...rest } = campaign;
  return {
    ...rest,
    company_id: company.id,
    caller_id_id: caller_id?.id ?? null,
    trunk_ids: campaign.trunk_group_id === null ? trunks.map((trunk) => trunk.id) : [],
  } as unknown as Settings;
}

/** Settings by place: `mode`, and within a rule, a disposition and the law each by itself: `rules/busy`, `law/topic`. */
export function placesOf(settings: Settings): Places {
  const { rules, dispositions, law, ...plain } = settings;
  return {
    ...plain,
    ...named(
      'rules',
      (rules ?? []).map((rule) => [rule.on, rule]),
    ),
    ...named(
      'dispositions',
      (dispositions ?? []).map((one) => [one.code, one]),
    ),
    'order/dispositions': (dispositions ?? []).map(({ code }) => code),
    ...named('law', Object.entries(law ?? {})),
  };
}

const named = (group: string, parts: [string, unknown][]) =>
  Object.fromEntries(parts.map(([name, value]) => [`${group}/${name}`, value]));

/** A disposition changed; the rule for it goes along with its code. */
export function withDisposition(settings: Settings, at: number, next: Disposition): Partial<Settings> {
  const all = settings.dispositions ?? [];
  const [was, is] = [`disposition:${all[at]?.code}`, `disposition:${next.code}`];
  const dispositions = all.map((one, index) => (index === at ? next : one));
  if (was === is) return { dispositions };
  return {
    dispositions,
    rules: (settings.rules ?? []).map((rule) => (rule.on === was ? { ...rule, on: is } : rule)),
  };
}

/** The places at which two settings differ. */
export const changedPlaces = (before: Settings, after: Settings): string[] =>
  differing(placesOf(before), placesOf(after));

/** What others have changed since `before` was read, and whether I have changed the same. */
export const clashes = (before: Settings, mine: Settings, theirs: Settings): Clash[] =>
  // The order of dispositions is mine where I changed it: what the other added stands at its end.
  clashing(placesOf(before), placesOf(mine), placesOf(theirs)).filter(({ place }) => !place.startsWith('order/'));

/** Theirs with my changes; where both changed the same, mine only at the places that were chosen. */
export const merged = (before: Settings, mine: Settings, theirs: Settings, chosen: Chosen): Settings =>
  settingsFrom(together(placesOf(before), placesOf(mine), placesOf(theirs), clashes(before, mine, theirs), chosen));

function settingsFrom(places: Readonly<Record<string, unknown>>): Settings {
  const plain: Record<string, unknown> = {};
  const groups: Record<string, Record<string, unknown>> = { rules: {}, dispositions: {}, law: {}, order: {} };
  for (const [place, value] of Object.entries(places)) {
    const cut = place.indexOf('/');
    const group = groups[place.slice(0, cut)];
    if (cut > 0 && group) group[place.slice(cut + 1)] = value;
    else plain[place] = value;
  }
  const order = (groups.order?.dispositions as string[] | undefined) ?? [];
  const rank = (code: string) => (order.includes(code) ? order.indexOf(code) : order.length);
  const dispositions = Object.values(groups.dispositions ?? {}) as Disposition[];
  return {
    ...plain,
    rules: Object.values(groups.rules ?? {}),
    dispositions: dispositions.toSorted((one, other) => rank(one.code) - rank(other.code)),
    law: groups.law,
  } as unknown as Settings;
}

/** What has to be sent so that `before` becomes `after`: of the law its changed fields, of all else what changed whole. */
export function changeOf(before: Settings, after: Settings): Partial<CampaignInput> {
  const change: Record<string, unknown> = {};
  for (const place of changedPlaces(before, after)) {
    const [group, name] = place.split('/');
    if (group === 'law' && name) {
      change.law = {
        ...(change.law as object),
        [name]: (after.law as unknown as Record<string, unknown>)[name] ?? null,
      };
    } else if (group === 'order') change.dispositions = after.dispositions;
    else if (group) change[group] = after[group as keyof Settings];
  }
  return change;
}
