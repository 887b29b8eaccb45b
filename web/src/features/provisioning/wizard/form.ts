import { t } from '@lingui/core/macro';
import type { WrongPlace } from '@/api/problem';
import type { CarrierTemplate, ObjectKind, TrunkSettings, TrunkSettingsShown } from '@/api/provisioning';
import type { Form } from '@/ui/Field';

/** What is typed of a trunk. */
export interface Typed {
  node: string;
  name: string;
  template: string;
  hosts: string;
  authentication: 'address' | 'registration';
  user: string;
  password: string;
  codecs: string[];
  number_format: NonNullable<TrunkSettings['number_format']>;
  prefix: string;
  country: string;
  max_channels: number;
  calls_per_second: number;
  options: { kind: ObjectKind; name: string; value: string }[];
}

export const NOTHING: Typed = {
  node: '',
  name: '',
  template: '',
  hosts: '',
  authentication: 'address',
  user: '',
  password: '',
  codecs: ['alaw', 'ulaw'],
  number_format: 'e164',
  prefix: '',
  country: 'IT',
  max_channels: 30,
  calls_per_second: 2,
  options: [],
};

/** A trunk that stands, as it was typed; its password is not told. */
export const typedOf = (node: number, name: string, shown: TrunkSettingsShown): Typed => ({
  ...NOTHING,
  ...shown,
  node: String(node),
  name,
  hosts: shown.hosts.join(', '),
  number_format: shown.number_format as Typed['number_format'],
  password: '',
});

/** What a template sets of the fields. */
export const ofTemplate = (template: CarrierTemplate): Partial<Typed> => ({
  template: template.id,
  authentication: template.authentication[0] ?? 'address',
  codecs: template.codecs,
  number_format: template.number_format as Typed['number_format'],
  ...(template.country ? { country: template.country } : {}),
});

/** As the API takes it. An empty password means the one that the trunk has. */
export const settingsOf = (typed: Typed): TrunkSettings => ({
  template: typed.template,
  hosts: typed.hosts.split(/[\s,;]+/).filter(Boolean),
  authentication: typed.authentication,
  user: typed.user.trim(),
  password: typed.password || null,
  codecs: typed.codecs,
  number_format: typed.number_format,
  prefix: typed.prefix.trim(),
  country: typed.country,
  max_channels: Number(typed.max_channels),
  calls_per_second: Number(typed.calls_per_second),
  options: typed.options.map(({ kind, name, value }) => ({ kind, name: name.trim(), value: value.trim() })),
});

/** Put what is wrong at its field. Returns what belongs to none. */
export function showTrunkErrors(form: Form, errors: readonly WrongPlace[]): string[] {
  const at: Record<string, string> = {};
  const rest: string[] = [];
  for (const { where, what } of errors) {
    const [field = '', place, part] = where.replace(/^\//, '').split('/');
    if (field === 'options' && place !== undefined) at[`options.${place}.${part ?? 'value'}`] = what;
    else if (field !== 'template' && field in NOTHING) at[field] = at[field] ? `${at[field]}; ${what}` : what;
    else rest.push(what);
  }
  form.setErrors(at);
  return rest;
}

export const formatChoices = () => [
  { value: 'e164', label: t`+390212345678 (E.164)` },
  { value: 'plain', label: t`390212345678 (without the plus)` },
  { value: '00', label: t`00390212345678 (with 00)` },
  { value: 'it', label: t`0212345678, 333… (as in Italy; others with 00)` },
  { value: 'gb', label: t`020…, 07… (as in the United Kingdom; others with 00)` },
];

export const CODECS = ['alaw', 'ulaw', 'g722', 'opus', 'g729'];
export const KINDS: ObjectKind[] = ['endpoint', 'aor', 'identify', 'registration', 'auth'];
