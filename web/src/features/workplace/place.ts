// Where the person on the line is, and what time it is there, of what is known anyway. Pure.
import type { Lead } from './screen';

/** What lists call the column of the town, in the languages of their files, without case and accents. */
const TOWN = /^(city|town|place|citta|comune|localita|ort|stadt|ville|ciudad|localidad|poblacion)$/;

const folded = (name: string) =>
  name
    .normalize('NFKD')
    .replace(/[^a-z]/gi, '')
    .toLowerCase();

/** The town that the list says; else the address that is known of the person; nothing if neither is. */
export function placeOf(
  lead: Pick<Lead, 'fields'> | undefined,
  points: readonly { kind: string; value: string; preferred: boolean }[] = [],
): string {
  const said = Object.entries(lead?.fields ?? {}).find(([name, value]) => TOWN.test(folded(name)) && value);
  if (said) return String(said[1]);
  const addresses = points.filter(({ kind }) => kind === 'address');
  return (addresses.find(({ preferred }) => preferred) ?? addresses[0])?.value ?? '';
}

/** The clocks of these zones at an instant (epoch milliseconds), each time once, from west to east: 09:14, 10:14. */
export function timesIn(zones: readonly string[], at: number): string[] {
  const clock = (timeZone: string) => {
    try {
      return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone }).format(at);
    } catch {
      return ''; // a zone that this browser does not know
    }
  };
  const found = [...new Set(zones.map(clock))].filter(Boolean).sort();
  return [...new Set(found.map((one) => one.slice(-5)))];
}
