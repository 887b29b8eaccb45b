import { countryOf } from '@/words/format';

const COUNTRIES = ['IT', 'GB', 'DE', 'FR', 'ES', 'CH', 'AT', 'US'];

/** Countries to choose from, by name. */
export const countryChoices = () => COUNTRIES.map((code) => ({ value: code, label: countryOf(code) }));

const CAPITALS: Readonly<Record<string, string>> = {
  'Europe/Rome': 'IT',
  'Europe/London': 'GB',
  'Europe/Berlin': 'DE',
  'Europe/Paris': 'FR',
  'Europe/Madrid': 'ES',
  'Europe/Zurich': 'CH',
  'Europe/Vienna': 'AT',
  'America/New_York': 'US',
};

/** The country whose clocks these are; null where a zone does not say. */
export const countryOfZone = (zone: string) => CAPITALS[zone] ?? null;
