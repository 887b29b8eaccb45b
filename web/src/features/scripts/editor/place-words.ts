import { t } from '@lingui/core/macro';

/** What a place of a script is called on the page: `profile`, `links/page_1`, `steps/opening/say/it`. */
export function placeText(place: string): string {
  const [list = '', name = '', field, language] = place.split('/');
  if (name === '') return partWords()[list] ?? list;
  if (list === 'order')
    return name === 'asides' ? t`order of the objections` : t`order: ${partWords()[name] ?? name}`;
  const item = itemText(list, name);
  if (field === undefined) return item;
  const what = fieldWords()[field] ?? field;
  return language === undefined ? t`${item}: ${what}` : t`${item}: ${what} (${language})`;
}

function itemText(list: string, name: string): string {
  switch (list) {
    case 'steps':
      return t`step ${name}`;
    case 'asides':
      return t`objection ${name}`;
    case 'links':
      return t`page ${name}`;
    case 'quotas':
      return t`quota ${name}`;
    case 'facts':
      return t`fact ${name}`;
    default:
      return t`kind of customer ${name}`;
  }
}

const partWords = (): Readonly<Record<string, string>> => ({
  kind: t`Kind`,
  languages: t`languages`,
  profile: t`Profile whose duties it says`,
  lead_fields: t`Fields of leads that it uses`,
  facts: t`Facts`,
  customer_types: t`Kinds of customers`,
  always: t`Objections that every step offers`,
  links: t`Pages that agents may open`,
  quotas: t`Quotas`,
  steps: t`Steps`,
  asides: t`Objections`,
});

const fieldWords = (): Readonly<Record<string, string>> => ({
  stage: t`Stage`,
  end: t`Ends the talk, because`,
  title: t`Title`,
  aim: t`Aim`,
  cue: t`How`,
  say: t`What is said`,
  variants: t`Other words`,
  ask: t`Question`,
  identify: t`Identification`,
  next: t`Goes on to`,
  aside: t`Objections`,
  duty: t`Duties that it says`,
  links: t`Pages to open`,
  fact: t`Fills the fact`,
  offer: t`Something is offered here`,
  neutral: t`Shows nothing personal`,
});

/** What stands at a place, in the words of the script. */
export function valueText(place: string, value: unknown): string {
  if (value === undefined || value === null) return t`nothing`;
  if (typeof value === 'boolean') return value ? t`yes` : t`no`;
  if (place.startsWith('order/')) return (value as string[]).join(' → ');
  return plain(value);
}

/** Texts and codes one after another, without the names of the API's fields. */
function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join('; ');
  if (typeof value === 'object' && value !== null) return Object.values(value).map(plain).join(', ');
  return String(value);
}
