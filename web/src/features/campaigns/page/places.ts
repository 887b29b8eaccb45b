import { plural, t } from '@lingui/core/macro';
import { dateOf, number, percent, weekdays } from '@/words/format';
import { modeWord, outcomeWord } from '../words';
import {
  absentWords,
  type Cap,
  countedWords,
  fallbackWords,
  machineWords,
  numberWords,
  optOutWords,
  orderWords,
  saysWords,
  spanWords,
} from './choice-words';
import { ruleText } from './rule-text';
import type { Disposition, HoursRow, Law, Rule, Settings } from './settings';

/** What a setting is called on the page, by its place: `mode`, `rules/busy`, `law/topic`. */
export function placeText(place: string): string {
  const cut = place.indexOf('/');
  const [group, name] = cut < 0 ? [place, ''] : [place.slice(0, cut), place.slice(cut + 1)];
  if (group === 'rules') return t`after ${resultWord(name)}`;
  if (group === 'dispositions') return t`disposition ${name}`;
  if (group === 'order') return t`order of dispositions`;
  return group === 'law' ? lawWords()[name as keyof Law] : settingWords()[place as Plain];
}

type Plain = Exclude<keyof Settings, 'rules' | 'dispositions' | 'law'>;

/** A setting without a name here does not compile. */
const settingWords = (): Readonly<Record<Plain, string>> => ({
  name: t`name`,
  company_id: t`on behalf of`,
  node_id: t`node`,
  trunk_ids: t`trunks`,
  caller_id_id: t`caller id`,
  caller_id_pool_id: t`pool of caller ids`,
  mode: t`mode`,
  ratio: t`calls for each ready agent`,
  target_abandon_share: t`abandoned share aimed at`,
  wait_limit_ms: t`wait limit`,
  ring_limit_ms: t`ring time`,
  wrap_up_limit_ms: t`wrap-up`,
  amd: t`machine detection`,
  on_machine: t`what is taken for a machine`,
  machine_message: t`recording for machines`,
  hold_music: t`music on hold`,
  language: t`language of recordings`,
  handset_wait_ms: t`how long a handset may fetch its person`,
  trunk_group_id: t`trunk group`,
  fallback: t`what people hear whom no agent takes`,
  message: t`recording`,
  time_zone: t`time zone`,
  hours: t`calling hours`,
  max_attempts: t`attempts of a lead`,
  caps: t`limits on attempts`,
  retries: t`order of retries`,
  callback_hold_s: t`how long an agent is held for a call-back`,
  callback_grace_s: t`how late a call-back still counts`,
  callback_fallback: t`call-backs whose agent is away`,
  shared_budget: t`shared budget of abandoned calls`,
  mask_numbers: t`numbers masked for agents`,
});

const lawWords = (): Readonly<Record<keyof Law, string>> => ({
  profile: t`law`,
  sector: t`sector`,
  topic: t`what is offered`,
  seller_country: t`country of the seller`,
  agent_country: t`country of the agents`,
  call_centre: t`call centre`,
  contract_reference: t`contract with the seller`,
  declaration: t`line in the register of operators`,
  subscription: t`account at the register of numbers`,
  union_agreement: t`agreement on watching agents`,
  collective_agreement: t`collective agreement on breaks`,
  artificial_voice: t`recorded or artificial voice`,
  script_version: t`version of the script`,
  script_text: t`text of the script`,
  script_sha256: t`fingerprint of the script`,
  privacy_version: t`version of the privacy notice`,
  privacy_text: t`text of the privacy notice`,
  privacy_sha256: t`fingerprint of the privacy notice`,
  change_person: t`who answers for it`,
  change_reason: t`why`,
  message_version: t`version of the recording`,
  message_says: t`what the recording says`,
  message_opt_out: t`how one can say no to the recording`,
  message_number_is: t`the number in the recording`,
  amd_audit: t`sample of machines`,
  overrides: t`loosened rules`,
  settlements: t`settled contradictions`,
});

/** The result that a rule is for: an outcome, or a disposition by its code. */
export function resultWord(on: string, dispositions: readonly Disposition[] = []): string {
  const code = on.replace(/^disposition:/, '');
  if (code === on) return outcomeWord(on);
  return `“${dispositions.find((one) => one.code === code)?.label || code.replaceAll('_', ' ')}”`;
}

const PLAIN: Record<string, (value: number) => string> = {
  target_abandon_share: (value) => percent(value),
  wait_limit_ms: (value) => seconds(value / 1000, 1),
  ring_limit_ms: (value) => seconds(value / 1000),
  wrap_up_limit_ms: (value) => seconds(value / 1000),
  handset_wait_ms: (value) => seconds(value / 1000),
  callback_hold_s: (value) => seconds(value),
  callback_grace_s: (value) => seconds(value),
};
const seconds = (value: number, digits = 0) => `${number(value, digits)}\u00a0s`;

/** What things are called that a setting names by their ids, as far as the page knows them. */
export type Names = Readonly<Partial<Record<NamedPlace, ReadonlyMap<number, string>>>>;
type NamedPlace = 'company_id' | 'node_id' | 'trunk_ids' | 'trunk_group_id' | 'caller_id_id' | 'caller_id_pool_id';

/** A setting's value as it is told to people who compare two of them. */
export function valueText(place: string, value: unknown, names: Names = {}): string {
  if (value === null || value === undefined || value === '') return t`nothing`;
  const named = names[place as NamedPlace];
  const nameOf = (id: unknown) => named?.get(Number(id)) ?? String(id);
  if (place.startsWith('rules/')) return ruleText(value as Rule);
  if (place.startsWith('dispositions/')) return dispositionText(value as Disposition);
  const words = CODES[place]?.();
  if (Array.isArray(value)) {
    if (value.length === 0) return place === 'hours' ? t`never` : t`none`;
    const text = LISTS[place] ?? ((one: unknown) => words?.[String(one)] ?? nameOf(one));
    return value.map((one) => text(one as never)).join(LISTS[place] ? '; ' : ', ');
  }
  if (typeof value === 'number') return PLAIN[place]?.(value) ?? nameOf(value);
  if (typeof value === 'boolean') return value ? t`yes` : t`no`;
  if (place === 'mode') return modeWord(String(value));
  if (place === 'law/amd_audit') return auditText(value as Audit);
  return words?.[String(value)] ?? String(value);
}

/** The codes of settings, in words. */
const CODES: Readonly<Record<string, () => Readonly<Record<string, string>>>> = {
  on_machine: machineWords,
  fallback: fallbackWords,
  retries: orderWords,
  callback_fallback: absentWords,
  amd: () => ({ default: t`on` }),
  'law/profile': () => ({ auto: t`that of each number's country` }),
  'law/message_says': saysWords,
  'law/message_opt_out': optOutWords,
  'law/message_number_is': numberWords,
};

/** What stands in lists, each as a sentence. */
const LISTS: Readonly<Record<string, (one: never) => string>> = {
  hours: (row: HoursRow) => hoursText(row),
  caps: (cap: Cap) => capText(cap),
  'law/overrides': (one: Override) => overrideText(one),
  'law/settlements': (one: Settlement) => settlementText(one),
};

function capText({ at_most, per, span }: Cap): string {
  const counted = countedWords()[per];
  const time = spanWords()[span];
  return plural(at_most, {
    one: `at most # call to ${counted} in ${time}`,
    other: `at most # calls to ${counted} in ${time}`,
  });
}

type Audit = NonNullable<Law['amd_audit']>;
type Override = NonNullable<Law['overrides']>[number];
type Settlement = NonNullable<Law['settlements']>[number];

const auditText = ({ at, people, sample }: Audit) =>
  t`${number(people)} people in ${number(sample)} calls, ${dateOf(new Date(at))}`;

const settlementText = ({ conflict_id, keeps, person }: Settlement) =>
  t`${conflict_id}: ${keeps} holds (${person})`;

const overrideText = ({ rule_id, ends_at }: Override) => t`${rule_id} until ${dateOf(new Date(ends_at))}`;

export function hoursText({ days, from, to }: HoursRow): string {
  const names = weekdays();
  const those = DAYS.filter((day) => (days as string[]).includes(day)).map((day) => names[DAYS.indexOf(day)]);
  return `${those.join(', ')} ${from}–${to}`;
}
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

function dispositionText(one: Disposition): string {
  const said = [
    one.label || one.code,
    ...(one.is_success ? [t`success`] : []),
    ...(one.is_refusal ? [t`refusal`] : []),
    ...(one.is_machine ? [t`no person`] : []),
    ...(one.needs_callback ? [t`call-back`] : []),
    ...((one.reasons ?? []).length > 0
      ? [t`reasons: ${(one.reasons ?? []).map(({ code }) => code).join(', ')}`]
      : []),
  ];
  return said.join(', ');
}
