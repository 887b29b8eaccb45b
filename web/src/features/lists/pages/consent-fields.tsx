import { t } from '@lingui/core/macro';
import { Group } from '@mantine/core';
import type { Consent } from '@/api/lists';
import type { WrongPlace } from '@/api/problem';
import { DateField } from '@/ui/DateField';
import { FieldText, type Form } from '@/ui/Field';
import { FieldSelect } from '@/ui/FieldSelect';
import { basisChoices } from '../meanings';

/** What allows calls, as it is typed; the day as the calendar writes it. */
export interface ConsentSaid {
  basis: string | null;
  source: string;
  obtained_at: string | null;
  text_version: string;
  evidence_id: string;
}

export const EMPTY_CONSENT: ConsentSaid = {
  basis: null,
  source: '',
  obtained_at: null,
  text_version: '',
  evidence_id: '',
};

/** What was typed, as the API takes it: to whom it was given is the company, if a basis is said. */
export const asConsent = (said: ConsentSaid, company: string | undefined): Partial<Consent> => {
  const given: Record<string, string | null | undefined> = {
    basis: said.basis,
    source: said.source.trim(),
    obtained_at: said.obtained_at && `${said.obtained_at}T00:00:00Z`,
    text_version: said.text_version.trim(),
    evidence_id: said.evidence_id.trim(),
    company: said.basis ? company : null,
  };
  return Object.fromEntries(Object.entries(given).filter(([, one]) => one)) as Partial<Consent>;
};

/** The field of the form that a place of the request comes from; a place of no single field stays as it is. */
export function atField({ where, ...rest }: WrongPlace): WrongPlace {
  const [first, second] = where.replace(/^\//, '').split('/');
  if (first === 'phones' && second !== undefined) return { ...rest, where: 'number' };
  if (first === 'consent' && second !== undefined) return { ...rest, where: second };
  return { ...rest, where: first ?? '' };
}

/** The proof of what allows calls: which basis, where, when and how it was given. */
export function ConsentFields({ form }: { form: Form }) {
  const given = (form.getValues() as ConsentSaid).obtained_at;
  return (
    <>
      <Group grow align="flex-start">
        <FieldSelect
          form={form}
          name="basis"
          label={t`Legal basis`}
          data={basisChoices()}
          allowDeselect={false}
          clearable
          clearButtonProps={{ 'aria-label': t`None` }}
        />
        <FieldText
          form={form}
          name="source"
          label={t`Where it was given`}
          placeholder={t`form on the website`}
          maxLength={200}
        />
      </Group>
      <Group grow align="flex-start">
        <DateField
          label={t`Given on`}
          value={given}
          onChange={(value) => form.setFieldValue('obtained_at', value)}
          error={form.errors.obtained_at}
        />
        <FieldText form={form} name="text_version" label={t`Version of its text`} maxLength={200} />
        <FieldText form={form} name="evidence_id" label={t`Reference of its proof`} maxLength={200} />
      </Group>
    </>
  );
}
