import { t } from '@lingui/core/macro';
import { Button, Group, Modal, NativeSelect, Radio, SegmentedControl, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { campaignsQuery, copyCampaign, createCampaign, templatesQuery } from '@/api/campaigns';
import { callerIdsQuery, companiesQuery, nodesQuery, trunksQuery } from '@/api/installation';
import { asProblem, problemInstead } from '@/api/problem';
import { EmptyYet } from '@/ui/Empty';
import { FieldText, showErrors } from '@/ui/Field';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';

interface Shown {
  opened: boolean;
  onClose: () => void;
}

/** A campaign from a template, or as a copy of another. It is stopped, and is written on at its own page. */
export function NewCampaign({ opened, onClose }: Shown) {
  const [way, setWay] = useState('template');
  return (
    <Modal opened={opened} onClose={onClose} title={t`New campaign`} size="lg">
      <Stack>
        <SegmentedControl
          value={way}
          onChange={setWay}
          aria-label={t`How it begins`}
          data={[
            { value: 'template', label: t`From a template` },
            { value: 'copy', label: t`As a copy` },
          ]}
        />
        {way === 'template' ? <FromTemplate /> : <AsCopy />}
      </Stack>
    </Modal>
  );
}

function useMade() {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return async (made: { id: number }) => {
    await queries.invalidateQueries({ queryKey: ['campaigns'] });
    await navigate({ to: `/campaigns/${made.id}` } as never);
  };
}

function FromTemplate() {
  const { data: templates, error: failed } = useQuery(templatesQuery);
  const { data: companies } = useQuery(companiesQuery);
  const { data: nodes } = useQuery(nodesQuery);
  const { data: trunks } = useQuery(trunksQuery);
  const { data: callerIds } = useQuery(callerIdsQuery);
  const [chosen, setChosen] = useState('');
  const [owner, setOwner] = useState('');
  const [node, setNode] = useState('');
  const onMade = useMade();
  const form = useForm({
    initialValues: { name: '', topic: '', sector: '' },
    validate: {
      name: (said: string) => (said.trim() ? null : t`Name the campaign.`),
      topic: (said: string) => (said.trim() ? null : t`Write what is offered: the law asks for it.`),
    },
  });
  const template = templates?.find(({ id }) => id === chosen) ?? templates?.[0];
  const companyId = Number(owner || companies?.[0]?.id);
  const nodeId = Number(node || nodes?.[0]?.id);
  const making = useMutation({
    mutationFn: (said: typeof form.values) => {
      const settings = (template?.settings ?? {}) as Record<string, unknown>;
      return createCampaign({
        ...settings,
        name: said.name.trim(),
        company_id: companyId,
        node_id: nodeId,
        trunk_ids: (trunks ?? []).filter((one) => one.node_id === nodeId && one.enabled).map(({ id }) => id),
        caller_id_id: callerIds?.find((one) => one.company_id === companyId)?.id ?? null,
        law: { ...(settings.law as object), sector: said.sector.trim(), topic: said.topic.trim() },
      } as never);
    },
    onSuccess: onMade,
    onError: (failure) => showErrors(form, asProblem(failure).errors),
  });
  const lacking = problemInstead(failed, templates);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!templates || !companies || !nodes) return <Loading />;
  if (companies.length === 0 || nodes.length === 0) {
    return (
      <EmptyYet title={t`Something comes first`}>
        {t`A campaign needs an Asterisk and a company on whose behalf it calls. A telephony admin sets them up.`}
      </EmptyYet>
    );
  }
  return (
    <form onSubmit={form.onSubmit((said) => making.mutate(said))} noValidate>
      <Stack>
        {making.error && <ProblemAlert problem={asProblem(making.error)} />}
        <Radio.Group label={t`Template`} value={template?.id ?? ''} onChange={setChosen}>
          <Stack gap="xs" mt="xs">
            {templates.map(({ id, title, about }) => (
              <Radio key={id} value={id} label={title} description={about} />
            ))}
          </Stack>
        </Radio.Group>
        <FieldText form={form} name="name" label={t`Name`} maxLength={200} autoComplete="off" data-autofocus />
        <Group grow align="flex-start">
          <FieldText form={form} name="topic" label={t`What is offered`} maxLength={200} autoComplete="off" />
          <FieldText form={form} name="sector" label={t`Sector`} maxLength={200} autoComplete="off" />
        </Group>
        <Group grow>
          <NativeSelect
            label={t`On behalf of`}
            value={String(companyId)}
            onChange={(event) => setOwner(event.currentTarget.value)}
            data={companies.map((one) => ({ value: String(one.id), label: one.name }))}
          />
          <NativeSelect
            label={t`Node`}
            value={String(nodeId)}
            onChange={(event) => setNode(event.currentTarget.value)}
            data={nodes.map((one) => ({ value: String(one.id), label: one.name }))}
          />
        </Group>
        <Group justify="flex-end">
          <Button type="submit" loading={making.isPending}>
            {t`Create the campaign`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** All settings and scripts of another campaign; no lists, and none of its loosened rules. */
export function AsCopy({ campaignId }: { campaignId?: number }) {
  const { data: campaigns } = useQuery(campaignsQuery);
  const [chosen, setChosen] = useState('');
  const onMade = useMade();
  const from = campaignId ?? Number(chosen || campaigns?.[0]?.id);
  const form = useForm({
    initialValues: { name: '' },
    validate: { name: (said: string) => (said.trim() ? null : t`Name the campaign.`) },
  });
  const making = useMutation({
    mutationFn: ({ name }: { name: string }) => copyCampaign(from, name.trim()),
    onSuccess: onMade,
    onError: (failure) => showErrors(form, asProblem(failure).errors),
  });
  if (!campaigns) return <Loading />;
  if (campaigns.length === 0) return <Text>{t`There is no campaign to copy yet.`}</Text>;
  return (
    <form onSubmit={form.onSubmit((said) => making.mutate(said))} noValidate>
      <Stack>
        {making.error && <ProblemAlert problem={asProblem(making.error)} />}
        {campaignId === undefined && (
          <NativeSelect
            label={t`Copy of`}
            value={String(from)}
            onChange={(event) => setChosen(event.currentTarget.value)}
            data={campaigns.map((one) => ({ value: String(one.id), label: one.name }))}
          />
        )}
        <FieldText form={form} name="name" label={t`Name`} maxLength={200} autoComplete="off" data-autofocus />
        <Text size="sm">
          {t`Settings and scripts are copied. Lists and agents are not, and rules that somebody has loosened hold again.`}
        </Text>
        <Group justify="flex-end">
          <Button type="submit" loading={making.isPending}>
            {t`Copy`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
