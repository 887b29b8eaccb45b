import { t } from '@lingui/core/macro';

/** What the fields of requests are called on the pages, by their names in the API. */
const labels = (): Record<string, string> => ({
  name: t`Name`,
  display_name: t`First and last name`,
  first_name: t`First name`,
  last_name: t`Last name`,
  email: t`E-mail address`,
  password: t`Password`,
  phone: t`Phone`,
  phones: t`Phone number`,
  number: t`Number`,
  numbers: t`Numbers`,
  note: t`Note`,
  notes: t`Notes`,
  reason: t`Reason`,
  reasons: t`Reasons`,
  country: t`Country`,
  language: t`Language`,
  languages: t`Languages`,
  time_zone: t`Time zone`,
  hours: t`Calling hours`,
  days: t`Days`,
  from: t`Beginning`,
  to: t`End`,
  host: t`Address`,
  port: t`Port`,
  username: t`User`,
  user: t`User`,
  max_channels: t`Calls at once`,
  calls_per_second: t`New calls per second`,
  weight: t`Share of the calls`,
  filter: t`Filter`,
  order_by: t`Order`,
  sector: t`Sector`,
  topic: t`Offer`,
  person: t`Person`,
  overrides: t`Exception`,
  consent: t`Consent`,
  basis: t`Legal basis`,
  source: t`Where it was given`,
  obtained_at: t`Given on`,
  text_version: t`Version of its text`,
  template: t`Template`,
  text: t`Text`,
  title: t`Title`,
  url: t`Address`,
  code: t`Code`,
  prefix: t`Prefix`,
  priority: t`Priority`,
  postcode: t`Postcode`,
  due_at: t`Date`,
  at: t`Time`,
  starts_at: t`Beginning`,
  ends_at: t`End`,
  expires_at: t`Expiry date`,
  role: t`Role`,
  message: t`Message`,
  max_attempts: t`Tries`,
  dispositions: t`Dispositions`,
  fields: t`Fields`,
  customer: t`Customer`,
  address: t`Address`,
  ring_limit_ms: t`Ring time`,
  wait_limit_ms: t`Wait limit`,
  wrap_up_limit_ms: t`Wrap-up time`,
});

/** What a place of a request is called, from its JSON pointer (/hours/0/from) or the name of a parameter. */
export function fieldLabel(where: string): string {
  const known = labels();
  const named = where.split('/').filter((step) => Object.hasOwn(known, step));
  return known[named.at(-1) ?? ''] ?? t`A value`;
}

interface Wrong {
  where: string;
  what: string;
  mend?: string | undefined;
}

/** What is wrong, as a sentence to stand at its field: "Is too short: write at least 3 characters." */
export function wrongText({ what, mend }: Wrong): string {
  const said = mend ? `${what.replace(/\.$/, '')}: ${mend}` : what;
  return said.charAt(0).toLocaleUpperCase() + said.slice(1);
}

/** The same where it stands alone, with the name of its field: "Person: is too short." */
export const wrongPlaceText = (one: Wrong): string =>
  one.where ? `${fieldLabel(one.where)}: ${one.mend ? `${one.what} (${one.mend})` : one.what}` : wrongText(one);
