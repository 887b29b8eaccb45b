// A time as an agent writes it while somebody speaks: "gio 10", "domani 15.30", "12/1 9", "in 20 min". Pure.

const AFTERNOON = 7; // who says "at seven" or less means the afternoon
const FILLERS = new Set(['at', 'on', 'the', 'h', 'ore', 'alle', 'all', 'a', 'le', 'il', 'in', 'fra', 'tra']);
const IN_A_WHILE = /^(?:in |fra |tra )?(\d{1,3}) ?(?:(m|min\w*)|(?:h|hours?|or[ae]))$/;
const TIME = /^(\d{1,2})(?:[:.h](\d{2}))?(am|pm)?$/;
const DATE = /^(\d{1,2})[/-](\d{1,2})$/;

const plain = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '');

/** The names of twelve months or seven days, from January or Sunday. */
const namesOf = (locale: string, unit: 'weekday' | 'month'): string[] => {
  const format = new Intl.DateTimeFormat(locale, { [unit]: 'long', timeZone: 'UTC' });
  const at = (place: number) => (unit === 'month' ? Date.UTC(2023, place) : Date.UTC(2023, 0, 1 + place));
  return Array.from({ length: unit === 'month' ? 12 : 7 }, (_, place) => plain(format.format(at(place))));
};

/** Where a name begins so, in two letters at least; -1: nowhere. */
const placeIn = (names: readonly string[], word: string): number =>
  word.length < 2 ? -1 : names.findIndex((name) => name.startsWith(word));

/** What languages call today and the days after it: "today", "tomorrow", "dopodomani". */
const daysAhead = (locale: string): string[] => {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return [0, 1, 2].map((days) => plain(format.format(days, 'day')));
};

const writesMonthFirst = (locale: string): boolean =>
  new Intl.DateTimeFormat(locale).formatToParts(0).find(({ type }) => type !== 'literal')?.type === 'month';

/** The day so many days after today. */
const inDays = (now: Date, days: number): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);

/** Hours and minutes of a day, or null. */
function hourOf(word: string): [number, number] | null {
  const [, hours, minutes = '0', half] = TIME.exec(word) ?? [];
  if (hours === undefined) return null;
  const hour = Number(hours);
  const isLater = half === 'pm' || (!half && !hours.startsWith('0') && hour <= AFTERNOON);
  const whole = half === 'am' && hour === 12 ? 0 : isLater && hour < 12 ? hour + 12 : hour;
  return whole < 24 && Number(minutes) < 60 ? [whole, Number(minutes)] : null;
}

interface Meant {
  /** The days that the words may mean, the nearest first. */
  days: Date[];
  words: number;
}

/** What day a word means, together with the word that comes after it; null: none. */
function dayOf(word: string, next: string, locale: string, now: Date): Meant | null {
  const onDate = (month: number, day: number) =>
    [0, 1]
      .map((years) => new Date(now.getFullYear() + years, month, day))
      .filter((one) => one.getMonth() === month && one.getDate() === day);
  const [, first, second] = (DATE.exec(word) ?? []).map(Number);
  if (first !== undefined && second !== undefined) {
    const [month, day] = writesMonthFirst(locale) ? [first, second] : [second, first];
    return { days: onDate(month - 1, day), words: 1 };
  }
  const month = /^\d{1,2}$/.test(word) ? placeIn(namesOf(locale, 'month'), next) : -1;
  if (month >= 0) return { days: onDate(month, Number(word)), words: 2 };
  const ahead = daysAhead(locale).indexOf(word);
  if (ahead >= 0) return { days: [inDays(now, ahead)], words: 1 };
  const weekday = placeIn(namesOf(locale, 'weekday'), word);
  if (weekday < 0) return null;
  const days = (weekday - now.getDay() + 7) % 7;
  return { days: [inDays(now, days), inDays(now, days + 7)], words: 1 };
}

/**
 * The time that was written, in the words of a language and by the clock of this browser, after `now`; null: it is not
 * understood, or past. An hour without a day is the next one of that name.
 */
export function writtenTime(text: string, locale: string, now: Date): Date | null {
  const written = plain(text)
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/ (am|pm)\b/g, '$1');
  const [, amount, minutes] = IN_A_WHILE.exec(written) ?? [];
  if (amount) return new Date(now.getTime() + Number(amount) * (minutes ? 60_000 : 3_600_000));
  const words = written.split(/[\s,']+/).filter((word) => word && !FILLERS.has(word));
  let meant: Meant | null = null;
  let hour: [number, number] | null = null;
  for (let place = 0; place < words.length; ) {
    const word = words[place] ?? '';
    const found: Meant | null = meant ? null : dayOf(word, words[place + 1] ?? '', locale, now);
    const time: [number, number] | null = found || hour ? null : hourOf(word);
    if (!found && !time) return null;
    meant ??= found;
    hour ??= time;
    place += found?.words ?? 1;
  }
  if (!hour) return null;
  const [hours, mins] = hour;
  const days = meant?.days ?? [0, 1].map((later) => inDays(now, later));
  return days.map((day) => new Date(new Date(day).setHours(hours, mins))).find((at) => at > now) ?? null;
}
