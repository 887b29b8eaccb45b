import { i18n } from '@lingui/core';

// Numbers, dates and durations in the page's language. Formatters are made once for each language: making one is slow.

const kept = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

function made<T extends Intl.NumberFormat | Intl.DateTimeFormat>(kind: string, make: (locale: string) => T): T {
  const key = `${i18n.locale} ${kind}`;
  const found = (kept.get(key) as T | undefined) ?? make(localeOf());
  kept.set(key, found);
  return found;
}

/** English as in Europe: day before month, 24 hours. Other languages as their main country writes. */
export const localeOf = () => (i18n.locale === 'en' ? 'en-GB' : i18n.locale);

export function number(value: number, digits = 0): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: true };
  return made(`number ${digits}`, (locale) => new Intl.NumberFormat(locale, options)).format(value);
}

/** A share of 1 as percent: 0.0312 is "3.1 %". */
export function percent(share: number, digits = 1): string {
  return `${number(share * 100, digits)}\u00a0%`;
}

export function dateOf(at: Date | number): string {
  return made('date', (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium' })).format(at);
}

/** A calendar day, as in 2026-12-31, which has no time. */
export const dateOfDay = (day: string): string => dateOf(new Date(`${day}T12:00:00`));

export function timeOf(at: Date | number, seconds = false): string {
  const timeStyle = seconds ? 'medium' : 'short';
  return made(`time ${seconds}`, (locale) => new Intl.DateTimeFormat(locale, { timeStyle })).format(at);
}

export function dateAndTime(at: Date | number): string {
  const options = { dateStyle: 'medium', timeStyle: 'short' } as const;
  return made('both', (locale) => new Intl.DateTimeFormat(locale, options)).format(at);
}

/** A duration as a clock shows it: 7 s, 1:05, 2:03:09. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (part: number) => String(part).padStart(2, '0');
  if (hours > 0) return `${hours}:${two(minutes)}:${two(rest)}`;
  return minutes > 0 ? `${minutes}:${two(rest)}` : `${rest}\u00a0s`;
}

/** How long something takes, in words: "15 mins", "1 hr 30 mins"; less than a minute in seconds. */
export function lasting(seconds: number): string {
  const unit = (name: 'hour' | 'minute' | 'second', value: number) =>
    made(
      `lasting ${name}`,
      (locale) => new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }),
    ).format(value);
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return unit('second', whole);
  const minutes = Math.round(whole / 60);
  const parts = [
    ...(minutes >= 60 ? [unit('hour', Math.floor(minutes / 60))] : []),
    ...(minutes % 60 ? [unit('minute', minutes % 60)] : []),
  ];
  return parts.join(' ');
}

/** A country by its code: "Italy", "Italia". */
export function countryOf(code: string): string {
  return new Intl.DisplayNames([localeOf()], { type: 'region' }).of(code) ?? code;
}

export function bytes(size: number): string {
  const step = size < 1000 ? 0 : size < 1e6 ? 1 : size < 1e9 ? 2 : 3;
  return `${number(size / 1000 ** step, step ? 1 : 0)}\u00a0${['B', 'kB', 'MB', 'GB'][step]}`;
}

/** A day with its weekday: "Mon 30 Nov". */
export function weekdayOf(at: Date | number): string {
  const options = { weekday: 'short', day: 'numeric', month: 'short' } as const;
  return made('weekday of', (locale) => new Intl.DateTimeFormat(locale, options)).format(at);
}

/** Monday to Sunday, short: "Mon", "lun". */
export function weekdays(): string[] {
  const format = made(
    'weekday',
    (locale) => new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }),
  );
  return Array.from({ length: 7 }, (_, day) => format.format(Date.UTC(2024, 0, 1 + day)));
}
