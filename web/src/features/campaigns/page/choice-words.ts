import { t } from '@lingui/core/macro';
import type { Settings } from './settings';

// What the choices of settings are called, where they are made and where two people's are compared.

type Words<Value extends string> = Readonly<Record<Value, string>>;
export type Cap = Settings['caps'][number];

/** For a list to choose from. */
export const choices = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

export const machineWords = (): Words<Settings['on_machine']> => ({
  hangup: t`is hung up on`,
  message: t`is left a message`,
  introduce: t`is told who calls and why: a handset that screens calls fetches its person`,
});

export const fallbackWords = (): Words<Settings['fallback']> => ({
  hangup: t`is hung up on`,
  message: t`hears a recording`,
});

export const orderWords = (): Words<Settings['retries']> => ({
  first: t`who was tried before and is due again`,
  last: t`who was never tried`,
});

export const absentWords = (): Words<Settings['callback_fallback']> => ({
  anyone: t`any free agent takes it`,
  wait: t`it waits for its agent`,
});

export const countedWords = (): Words<Cap['per']> => ({ lead: t`a lead`, number: t`a number` });
export const spanWords = (): Words<Cap['span']> => ({ day: t`24 hours`, week: t`7 days`, '30_days': t`30 days` });

export const saysWords = (): Readonly<Record<string, string>> => ({
  seller_name: t`the seller's name`,
  seller_phone: t`the seller's number`,
  caller_identity: t`who calls`,
  telemarketing_purpose: t`that it is a sales call`,
  opt_out_number: t`a number to say no at`,
});

export const optOutWords = (): Readonly<Record<string, string>> => ({
  key: t`a key`,
  voice: t`the voice`,
  number: t`calling a number`,
});

export const numberWords = (): Readonly<Record<string, string>> => ({
  not_premium: t`not a premium number`,
  basic_or_free: t`free or at the basic rate`,
  answered_in_office_hours: t`answered in office hours`,
});
