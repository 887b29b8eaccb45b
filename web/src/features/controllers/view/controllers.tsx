import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Modal, Stack, Text, Title } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { type Controller, callerIdsQuery, controllersQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { IconPlus } from '@/ui/icons';
import { State } from '@/ui/State';
import { countryOf, number } from '@/words/format';
import { type Catalogue, speakToo } from '@/words/language';
import { ChangeController, NewController } from './controller-form';

await speakToo(import.meta.glob<Catalogue>('../words/*.po'));

/** The companies on whose behalf people are called, and what people are told who ask them about their data. */
export default function Controllers() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { controller: opened } = useSearch({ strict: false }) as { controller?: number };
  const navigate = useNavigate();
  const { data: controllers, error, refetch } = useQuery(controllersQuery);
  const { data: callerIds } = useQuery(callerIdsQuery);
  const [isNew, setNew] = useState(false);
  const writes = me.permissions.includes('controller.write');
  const shown = controllers?.find(({ id }) => id === opened);
  const open = (id: number | null) =>
    void navigate({ to: '/controllers', search: id === null ? {} : { controller: id } } as never);
  const add = writes && (
    <Button leftSection={<IconPlus />} onClick={() => setNew(true)}>
      {t`New controller`}
    </Button>
  );
  const numbersOf = (id: number) => number((callerIds ?? []).filter((one) => one.controller_id === id).length);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={1}>{t`Controllers`}</Title>
          <Text c="dimmed" maw="46rem">
            {t`A controller is a company on whose behalf people are called. Campaigns, lists and caller ids belong to one.`}{' '}
            {t`So do consent, a person's no and the checks with registers: what was said to one does not hold for another.`}
          </Text>
        </div>
        {add}
      </Group>
      <DataTable<Controller>
        id="controllers"
        caption={t`Controllers`}
        rows={controllers}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.id}
        empty={
          <EmptyYet title={t`There is no controller yet`} action={add}>
            {t`The set-up makes the first.`}
          </EmptyYet>
        }
        columns={[
          {
            id: 'name',
            header: t`Company`,
            cell: (one) => (
              <Anchor component="button" type="button" ta="left" onClick={() => open(one.id)}>
                {one.name}
              </Anchor>
            ),
          },
          {
            id: 'country',
            header: t`Country`,
            cell: ({ privacy }) => (privacy.country ? countryOf(privacy.country) : '–'),
          },
          { id: 'email', header: t`E-mail address`, cell: ({ privacy }) => privacy.email || '–' },
          { id: 'phone', header: t`Telephone`, extra: true, cell: ({ privacy }) => privacy.phone || '–' },
          {
            id: 'caller-ids',
            header: t`Caller ids`,
            figures: true,
            cell: (one) => (
              <Anchor component={Link} to={'/caller-ids' as never}>
                {numbersOf(one.id)}
              </Anchor>
            ),
          },
          { id: 'told', header: t`What people are told`, cell: (one) => <Told of={one} /> },
        ]}
      />
      <Modal opened={isNew} onClose={() => setNew(false)} title={t`New controller`} size="lg">
        <NewController onDone={() => setNew(false)} />
      </Modal>
      <Modal opened={shown !== undefined} onClose={() => open(null)} title={shown?.name} size="lg">
        {shown && <ChangeController controllerId={shown.id} writes={writes} onDone={() => open(null)} />}
      </Modal>
    </Stack>
  );
}

/** Whether somebody who asks what is kept of them learns whom to write to, and which authority hears complaints. */
function Told({ of: { privacy } }: { of: Controller }) {
  if (!privacy.address || !(privacy.email || privacy.phone))
    return <State tone="warn">{t`address and e-mail are missing`}</State>;
  if (!privacy.country) return <State tone="warn">{t`the country is missing`}</State>;
  return <State tone="ok">{t`complete`}</State>;
}
