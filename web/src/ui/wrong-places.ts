import { t } from '@lingui/core/macro';

/** What the fields of requests are called on the pages, by their names in the API. */
const labels = (): Record<string, string> => ({
  name: t`Name`,
  display_name: t`First and last name`,
  first_name: t`First name`,
  last_name: t`Last name`,
  email: t`E-mail address`,
  login: t`Name or e-mail address`,
  password: t`Password`,
  phone: t`Phone`,
  phones: t`Phone number`,
  number: t`Number`,
  numbers: t`Numbers`,
  label: t`Label`,
  labels: t`Label`,
  note: t`Note`,
  notes: t`Notes`,
  reason: t`Reason`,
  reasons: t`Reasons`,
  country: t`Country`,
  agent_country: t`Country of the agents`,
  seller_country: t`Country of the seller`,
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
  dial: t`Dial string`,
  max_channels: t`Calls at once`,
  calls_per_second: t`New calls per second`,
  weight: t`Share of the calls`,
  filter: t`Filter`,
  order_by: t`Order`,
  sector: t`Sector`,
  topic: t`Offer`,
  person: t`Person`,
  rule_id: t`Rule`,
  overrides: t`Exception`,
  consent: t`Consent`,
  basis: t`Legal basis`,
  source: t`Where it was given`,
  obtained_at: t`Given on`,
  text_version: t`Version of its text`,
  evidence_id: t`Reference of its proof`,
  template: t`Template`,
  text: t`Text`,
  title: t`Title`,
  body: t`Text`,
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
  grants: t`Roles`,
  scopes: t`Rights`,
  networks: t`Networks`,
  limit: t`Limit`,
  message: t`Message`,
  max_attempts: t`Tries`,
  dispositions: t`Dispositions`,
  field_types: t`Fields`,
  fields: t`Fields`,
  external_id: t`Customer number`,
  customer: t`Customer`,
  address: t`Address`,
  ring_limit_ms: t`Ring time`,
  wait_limit_ms: t`Wait limit`,
  wrap_up_limit_ms: t`Wrap-up time`,
  hold_music: t`Music on hold`,
  header_row: t`Line of the header`,
  sheet: t`Sheet`,
  receipt: t`Receipt`,
  weekday: t`Weekday`,
  notice: t`Privacy notice`,
  officer: t`Data protection officer`,
  recipients: t`Recipients`,
  ari_url: t`Address of the ARI`,
  owner: t`Owner`,
  value: t`Value`,
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
