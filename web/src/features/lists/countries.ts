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
