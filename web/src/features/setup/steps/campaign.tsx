import { t } from '@lingui/core/macro';
import { Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type CampaignTemplate, campaignsQuery, createCampaign, templatesQuery } from '@/api/campaigns';
import { callerIdsQuery, companiesQuery, trunksQuery } from '@/api/installation';
import { asProblem, problemInstead } from '@/api/problem';
import { setupQuery } from '@/api/setup';
import { EmptyYet } from '@/ui/Empty';
import { FieldText, showErrors } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { WeekGrid } from '@/ui/WeekGrid';
import { gridOf, type HoursRow, rowsOf } from '../hours';
import type { StepShown } from '../setup';

/** A campaign from a template. */
export function CampaignStep({ setup }: StepShown) {
  const { data: campaigns } = useQuery(campaignsQuery);
  const { data: templates, error, refetch } = useQuery(templatesQuery);
  const there = campaigns?.find(({ id }) => id === setup.campaign_id);
  if (there) return <Text>{t`The campaign ${there.name} has been created.`}</Text>;
  const lacking = problemInstead(error, templates);
  if (lacking) return <ProblemAlert problem={lacking} onRetry={() => void refetch()} />;
  if (!templates) return <Loading />;
  if (!setup.company_id) {
    return (
      <EmptyYet
        title={t`First the caller id`}
      >{t`A campaign belongs to a company, which comes with its number.`}</EmptyYet>
    );
  }
  return <NewCampaign setup={setup} templates={templates} />;
}

function NewCampaign({ setup, templates }: { setup: StepShown['setup']; templates: readonly CampaignTemplate[] }) {
  const queries = useQueryClient();
  const { data: trunks } = useQuery(trunksQuery);
  const { data: callerIds } = useQuery(callerIdsQuery);
  const { data: companies } = useSuspenseQuery(companiesQuery);
  const country = companies.find(({ id }) => id === setup.company_id)?.privacy.country || 'IT';
  // Those for the company's own country first.
  const sorted = templates.toSorted((a, b) => Number(b.country === country) - Number(a.country === country));
  const [chosen, setChosen] = useState<string>(sorted[0]?.id ?? '');
  const template = templates.find(({ id }) => id === chosen);
  const [grids, setGrids] = useState<Record<string, boolean[][]>>({});
  const grid = grids[chosen] ?? gridOf((template?.settings.hours as HoursRow[]) ?? []);
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: '', sector: '', topic: '' },
    validate: {
      name: (said) => (said.trim() ? null : t`Name the campaign.`),
      topic: (said) => (said.trim() ? null : t`Write what is offered: the law asks for it.`),
    },
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: (said: typeof form.values) => {
      const settings = (template?.settings ?? {}) as Record<string, unknown>;
      return createCampaign({
        ...settings,
        name: said.name.trim(),
        company_id: setup.company_id,
        node_id: setup.node_id,
        trunk_ids: (trunks ?? []).filter((one) => one.node_id === setup.node_id && one.enabled).map(({ id }) => id),
        caller_id_id: callerIds?.find((one) => one.company_id === setup.company_id)?.id ?? null,
        hours: rowsOf(grid),
        law: { ...(settings.law as object), sector: said.sector.trim(), topic: said.topic.trim() },
      } as never);
    },
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: campaignsQuery.queryKey }),
        queries.invalidateQueries({ queryKey: setupQuery.queryKey }),
      ]),
    onError: (failure) => showErrors(form, asProblem(failure).errors),
  });
  return (
    <form onSubmit={form.onSubmit((said) => mutate(said))} noValidate>
      <Stack maw={760}>
        {error && <ProblemAlert problem={asProblem(error)} />}
        <Radio.Group label={t`Template`} value={chosen} onChange={setChosen}>
          <Stack gap="xs" mt="xs">
            {sorted.map(({ id, title, about }) => (
              <Radio key={id} value={id} label={title} description={about} />
            ))}
          </Stack>
        </Radio.Group>
        <FieldText form={form} name="name" label={t`Name of the campaign`} autoComplete="off" maxLength={200} />
        <Group grow align="flex-start">
          <FieldText
            form={form}
            name="topic"
            label={t`What is offered`}
            placeholder={t`fibre at home`}
            autoComplete="off"
            maxLength={200}
          />
          <FieldText
            form={form}
            name="sector"
            label={t`Sector`}
            placeholder={t`telecoms`}
            description={t`Some rules hold for some sectors alone.`}
            autoComplete="off"
            maxLength={200}
          />
        </Group>
        <Text fw={500} size="sm">{t`Calling hours. The law narrows them where it has to.`}</Text>
        <WeekGrid
          label={t`Calling hours`}
          value={grid}
          onChange={(value) => setGrids({ ...grids, [chosen]: value })}
        />
        <Group>
          <Button type="submit" loading={isPending} disabled={!template}>{t`Create the campaign`}</Button>
        </Group>
      </Stack>
    </form>
  );
}
