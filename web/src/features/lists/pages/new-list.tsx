import { t } from '@lingui/core/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { campaignsQuery } from '@/api/campaigns';
import { companiesQuery } from '@/api/installation';
import { createList } from '@/api/lists';
import { asProblem } from '@/api/problem';
import { FieldText } from '@/ui/Field';
import { FieldCheck } from '@/ui/FieldCheck';
import { CountrySelect } from '@/ui/FieldCountry';
import { FieldSelect } from '@/ui/FieldSelect';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { countryOfZone } from '../countries';
import { asConsent, ConsentFields, type ConsentSaid, EMPTY_CONSENT } from './consent-fields';

interface Shown {
  campaignId?: number | undefined;
  onMade: (listId: number) => void;
}

/** A list is made empty, with what allows its calls; its file is loaded on its page. */
export function NewList({ campaignId, onMade }: Shown) {
  const { data: companies = [] } = useQuery(companiesQuery);
  const { data: campaigns = [] } = useQuery(campaignsQuery);
  const queries = useQueryClient();
  const form = useForm({
    initialValues: {
      name: '',
      campaign: campaignId ? String(campaignId) : null,
      company: null,
      country: null,
      ...EMPTY_CONSENT,
      needs_basis: false,
    } as Record<string, string | null | boolean>,
  });
  const said = form.getValues();
  const campaign = campaigns.find(({ id }) => String(id) === said.campaign);
  const companyId = Number(said.company) || companies[0]?.id || 0;
  const seat = companies.find(({ id }) => id === companyId)?.privacy.country;
  // A British campaign calls British numbers, and so does a British company, unless somebody says otherwise.
  const country = String(said.country || (campaign && countryOfZone(campaign.time_zone)) || seat || 'IT');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      createList({
        name: String(said.name),
        company_id: companyId,
        campaign_id: campaign?.id ?? null,
        country,
        field_types: {},
        consent: asConsent(said as unknown as ConsentSaid, companies.find(({ id }) => id === companyId)?.name),
        needs_basis: Boolean(said.needs_basis),
      }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['lists'] });
      onMade(made.id);
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      <Stack gap="sm">
        {error && <ProblemAlert problem={asProblem(error)} />}
        <FieldText form={form} name="name" label={t`Name`} required maxLength={200} data-autofocus />
        <Group grow align="flex-end">
          <FieldSelect
            form={form}
            name="campaign"
            label={t`Campaign`}
            placeholder={t`None yet`}
            data={campaigns.map(({ id, name }) => ({ value: String(id), label: name }))}
            allowDeselect={false}
            clearable
            clearButtonProps={{ 'aria-label': t`None` }}
            searchable
          />
          <FieldSelect
            form={form}
            name="company"
            label={t`Company`}
            placeholder={companies[0]?.name ?? ''}
            data={companies.map(({ id, name }) => ({ value: String(id), label: name }))}
          />
          <CountrySelect
            label={t`Country of the numbers`}
            value={country}
            onChange={(value) => form.setFieldValue('country', value)}
          />
        </Group>
        <Text size="sm">
          {t`What allows these calls, unless the rows say it themselves. Put in what is true: it is the proof if somebody asks.`}
        </Text>
        <ConsentFields form={form} />
        <FieldCheck form={form} name="needs_basis" label={t`Reject rows without a legal basis`} />
        <Group justify="flex-end">
          <Button type="submit" loading={isPending} disabled={!companyId}>{t`Make the list`}</Button>
        </Group>
      </Stack>
    </form>
  );
}
