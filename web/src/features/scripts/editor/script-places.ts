// A script place by place, and two people's changes of it. Pure.
import { type Chosen, type Clash, clashing, type Places, same, together } from '@/features/clash';
import type { Script } from '@/script';
import { cleaned } from './draft';

type Item = Readonly<Record<string, unknown>>;

/** The lists of a script whose items have a name, and by which field. */
const NAMED: Readonly<Record<string, string>> = {
  steps: 'id',
  asides: 'id',
  links: 'code',
  quotas: 'code',
  facts: 'code',
  customer_types: 'code',
};
/** Whose items are told field by field, and which of these language by language. */
const IN_FIELDS = new Set(['steps', 'asides']);
const IN_LANGUAGES = new Set(['title', 'aim', 'cue', 'say']);
const ORDER = 'order/';

const itemsOf = (script: Script, list: string): readonly Item[] =>
  ((script as unknown as Record<string, unknown>)[list] as Item[] | undefined) ?? [];
const nameOf = (list: string, item: Item): string => String(item[NAMED[list] ?? '']);
const namesOf = (script: Script, list: string): string[] => itemsOf(script, list).map((one) => nameOf(list, one));
const areUnique = (names: readonly string[]) => new Set(names).size === names.length;

/**
 * How three versions of a script are told: a list by its items where each has a name of its own in all three, an item by
 * its fields where it is in all three; else as a whole. The order of a list is told where all three have more than one
 * of the same items.
 */
function split(scripts: readonly [Script, Script, Script]): [Places, Places, Places] {
  const lists = Object.keys(NAMED).filter((list) => scripts.every((one) => areUnique(namesOf(one, list))));
  const common = (list: string) =>
    namesOf(scripts[0], list).filter((name) => scripts.every((one) => namesOf(one, list).includes(name)));
  const placesOf = (script: Script): Places => {
    const places: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(script)) if (!lists.includes(name)) places[name] = value;
    for (const list of lists) {
      const inAll = common(list);
      for (const item of itemsOf(script, list)) {
        const name = nameOf(list, item);
        if (IN_FIELDS.has(list) && inAll.includes(name)) putFields(places, `${list}/${name}`, item);
        else places[`${list}/${name}`] = item;
      }
      places[ORDER + list] = namesOf(script, list).filter((name) => inAll.includes(name));
    }
    return places;
  };
  return [placesOf(scripts[0]), placesOf(scripts[1]), placesOf(scripts[2])];
}

function putFields(places: Record<string, unknown>, at: string, item: Item): void {
  for (const [field, value] of Object.entries(item)) {
    if (!IN_LANGUAGES.has(field)) places[`${at}/${field}`] = value;
    else for (const [language, text] of Object.entries(value as Item)) places[`${at}/${field}/${language}`] = text;
  }
}

/** What others have changed since `before` was read, and whether I have changed the same. */
export const clashes = (before: Script, mine: Script, theirs: Script): Clash[] =>
  clashing(...split([cleaned(before), cleaned(mine), cleaned(theirs)]));

/** Theirs with my changes; where both changed the same, mine only at the places that were chosen. */
export function merged(before: Script, mine: Script, theirs: Script, chosen: Chosen): Script {
  const scripts = [cleaned(before), cleaned(mine), cleaned(theirs)] as const;
  const [was, own, there] = split([...scripts]);
  const places = together(was, own, there, clashing(was, own, there), chosen);
  const script: Record<string, unknown> = { steps: [] };
  const items: Record<string, Map<string, Record<string, unknown>>> = {};
  for (const [place, value] of Object.entries(places)) {
    const [list = '', name = '', field, language] = place.split('/');
    if (!place.includes('/')) script[place] = value;
    else if (!place.startsWith(ORDER)) {
      const found = items[list] ?? new Map<string, Record<string, unknown>>();
      items[list] = found;
      put(found, list, name, field, language, value);
    }
  }
  for (const [list, found] of Object.entries(items)) {
    // Mine stands after whom it stood, and so does theirs: the order of what all have is chosen, as any other place.
    const isMine = same(places[ORDER + list], own[ORDER + list]);
    const [first, second] = isMine ? [scripts[1], scripts[2]] : [scripts[2], scripts[1]];
    const names = inOrder(namesOf(first, list), namesOf(second, list)).filter((name) => found.has(name));
    script[list] = names.map((name) => found.get(name));
  }
  return script as unknown as Script;
}

function put(
  items: Map<string, Record<string, unknown>>,
  list: string,
  name: string,
  field: string | undefined,
  language: string | undefined,
  value: unknown,
): void {
  if (field === undefined) {
    items.set(name, value as Record<string, unknown>);
    return;
  }
  const item = items.get(name) ?? { [NAMED[list] ?? '']: name };
  item[field] = language === undefined ? value : { ...(item[field] as object | undefined), [language]: value };
  items.set(name, item);
}

/** The names in the order of the first; what only the second has stands after the one that it follows there. */
function inOrder(first: readonly string[], second: readonly string[]): string[] {
  const names = [...first];
  second.forEach((name, place) => {
    if (names.includes(name)) return;
    const after = second.slice(0, place).findLast((one) => names.includes(one));
    names.splice(after === undefined ? 0 : names.indexOf(after) + 1, 0, name);
  });
  return names;
}
