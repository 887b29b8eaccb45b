import type { Campaign, CampaignInput } from '@/api/campaigns';

// The settings of a campaign as they are written, and two people's changes of them. Pure.

export type Settings = Required<Omit<CampaignInput, 'field_types'>>;
export type Rule = NonNullable<Settings['rules']>[number];
export type Disposition = NonNullable<Settings['dispositions']>[number];
export type Law = NonNullable<Settings['law']>;
export type HoursRow = Settings['hours'][number];

/** A campaign that was read, in the form in which it is written. */
export function settingsOf(campaign: Campaign): Settings {
  const { controller, caller_id, trunks, id, status, created_at, field_types, ...rest } = campaign;
  return {
    ...rest,
    controller_id: controller.id,
    caller_id_id: caller_id?.id ?? null,
    trunk_ids: campaign.trunk_group_id === null ? trunks.map((trunk) => trunk.id) : [],
  } as unknown as Settings;
}

/** Settings by place: `mode`, and within a rule, a disposition and the law each by itself: `rules/busy`, `law/topic`. */
export type Places = Readonly<Record<string, unknown>>;

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

/** Whether two values say the same; the order of an object's fields says nothing. */
export function same(one: unknown, other: unknown): boolean {
  return one === other || text(one) === text(other);
}

function text(value: unknown): string {
  return JSON.stringify(value ?? null, (_, part) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part as object).sort(([a], [b]) => (a < b ? -1 : 1)))
      : (part as unknown),
  );
}

/** The places at which two settings differ. */
export function changedPlaces(before: Settings, after: Settings): string[] {
  const [was, is] = [placesOf(before), placesOf(after)];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].filter((place) => !same(was[place], is[place]));
}

export interface Clash {
  place: string;
  before: unknown;
  mine: unknown;
  theirs: unknown;
  /** Whether I have changed it too, and otherwise. */
  both: boolean;
}

/** What others have changed since `before` was read, and whether I have changed the same. */
export function clashes(before: Settings, mine: Settings, theirs: Settings): Clash[] {
  const [was, own, there] = [placesOf(before), placesOf(mine), placesOf(theirs)];
  return (
    changedPlaces(before, theirs)
      // The order of dispositions is mine where I changed it: what the other added stands at its end.
      .filter((place) => !place.startsWith('order/') && !same(own[place], there[place]))
      .map((place) => ({
        place,
        before: was[place],
        mine: own[place],
        theirs: there[place],
        both: !same(was[place], own[place]),
      }))
  );
}

/** Theirs with my changes; where both changed the same, mine only at the places that were chosen. */
export function merged(
  before: Settings,
  mine: Settings,
  theirs: Settings,
  chosen: Readonly<Record<string, 'mine' | 'theirs'>>,
): Settings {
  const [own, both] = [
    placesOf(mine),
    new Set(
      clashes(before, mine, theirs)
        .filter((one) => one.both)
        .map((one) => one.place),
    ),
  ];
  const places: Record<string, unknown> = { ...placesOf(theirs) };
  for (const place of changedPlaces(before, mine)) {
    if (both.has(place) && chosen[place] !== 'mine') continue;
    if (place in own) places[place] = own[place];
    else delete places[place];
  }
  return settingsFrom(places);
}

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
