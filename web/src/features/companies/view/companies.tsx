import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Modal, Stack, Switch, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import {
  type Company,
  callerIdsQuery,
  companiesQuery,
  companyQuery,
  createCompany,
  everyCompanyQuery,
  retireCompany,
} from '@/api/installation';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { confirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { IconPlus } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { countryOf, dateAndTime, number } from '@/words/format';
import { type Catalogue, speakToo } from '@/words/language';
import { ChangeCompany, NewCompany } from './company-form';

await speakToo(import.meta.glob<Catalogue>('../words/*.po'));

/** The companies on whose behalf people are called, and what people are told who ask them about their data. */
export default function Companies() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { company: opened } = useSearch({ strict: false }) as { company?: number };
  const navigate = useNavigate();
  const { data: companies, error, refetch } = useQuery(companiesQuery);
  const { data: callerIds } = useQuery(callerIdsQuery);
  const { data: every } = useQuery(everyCompanyQuery);
  const [isNew, setNew] = useState(false);
  const [withRetired, setWithRetired] = useState(false);
  const { takeOut, bringBack, reread, failure } = useUse();
  const writes = me.permissions.includes('company.write');
  const hasRetired = every?.some(({ retired_at }) => retired_at !== null) ?? false;
  const shown = (every ?? companies)?.find(({ id }) => id === opened);
  const open = (id: number | null) =>
    void navigate({ to: '/companies', search: id === null ? {} : { company: id } } as never);
  const add = writes && (
    <Button leftSection={<IconPlus />} onClick={() => setNew(true)}>
      {t`New company`}
    </Button>
  );
  const numbersOf = (id: number) => number((callerIds ?? []).filter((one) => one.company_id === id).length);
  return (
    <Stack gap="lg">
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={1}>{t`Companies`}</Title>
          <Text c="dimmed" maw="46rem">
            {t`The companies on whose behalf people are called. Campaigns, lists and caller ids belong to one.`}{' '}
            {t`So do consent, a person's no and the checks with registers: what was said to one does not hold for another.`}
          </Text>
        </div>
        {add}
      </Group>
      {failure && <ProblemAlert problem={asProblem(failure)} onReread={reread} />}
      {hasRetired && (
        <Switch
          label={t`Show those out of use too`}
          checked={withRetired}
          onChange={(event) => setWithRetired(event.currentTarget.checked)}
        />
      )}
      <DataTable<Company>
        id="companies"
        caption={t`Companies`}
        rows={withRetired && hasRetired ? every : companies}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.id}
        empty={
          <EmptyYet title={t`There is no company yet`} action={add}>
            {t`The set-up makes the first.`}
          </EmptyYet>
        }
        columns={[
          {
            id: 'name',
            header: t`Company`,
            cell: (one) => (
              <>
                <Anchor component="button" type="button" ta="left" onClick={() => open(one.id)}>
                  {one.name}
                </Anchor>
                {one.retired_at && <OutOfUse since={one.retired_at} />}
              </>
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
          ...(writes
            ? [
                {
                  id: 'acts',
                  header: t`Do`,
                  cell: (one: Company) =>
                    one.retired_at ? (
                      <Button
                        size="compact-xs"
                        miw="max-content"
                        variant="subtle"
                        aria-label={t`Bring ${one.name} back`}
                        onClick={() => void bringBack(one)}
                      >
                        {t`Bring it back`}
                      </Button>
                    ) : (
                      <Button
                        size="compact-xs"
                        miw="max-content"
                        variant="subtle"
                        color="stop"
                        aria-label={t`Take ${one.name} out of use`}
                        onClick={() => takeOut(one)}
                      >
                        {t`Take out of use`}
                      </Button>
                    ),
                },
              ]
            : []),
        ]}
      />
      <Modal opened={isNew} onClose={() => setNew(false)} title={t`New company`} size="lg">
        <NewCompany onDone={() => setNew(false)} />
      </Modal>
      <Modal opened={shown !== undefined} onClose={() => open(null)} title={shown?.name} size="lg">
        {shown && <ChangeCompany companyId={shown.id} writes={writes} onDone={() => open(null)} />}
      </Modal>
    </Stack>
  );
}

function OutOfUse({ since }: { since: string }) {
  const when = dateAndTime(new Date(since));
  return (
    <Text size="xs" c="dimmed">
      {t`Out of use since ${when}`}
    </Text>
  );
}

/** Take a company out of use and back, each after a question. */
function useUse() {
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: companiesQuery.queryKey });
  const retiring = useMutation({
    mutationFn: async ({ id }: Company) => {
      const read = await queries.fetchQuery({ ...companyQuery(id), staleTime: 0 });
      const one = read.value;
      const body = t`No campaign, list, script or caller id is made for it any more. What was done in its name is kept as long as the law wants, and people are answered as before.`;
      const question = { title: t`Take ${one.name} out of use?`, body, action: t`Take out of use` };
      if (await confirm({ ...question, tone: 'stop' })) await retireCompany(read);
    },
    onSuccess,
  });
  const restoring = useMutation({ mutationFn: (one: Company) => createCompany(one.name), onSuccess });
  const takeOut = (one: Company) => {
    restoring.reset();
    retiring.mutate(one);
  };
  const bringBack = async (one: Company) => {
    const body = t`Campaigns and lists can be made for it again. What people are told stays as it was.`;
    retiring.reset();
    if (await confirm({ title: t`Bring ${one.name} back?`, body, action: t`Bring it back` })) restoring.mutate(one);
  };
  const reread = () => {
    retiring.reset();
    void onSuccess();
  };
  return { takeOut, bringBack, reread, failure: retiring.error ?? restoring.error };
}

/** Whether somebody who asks what is kept of them learns whom to write to, and which authority hears complaints. */
function Told({ of: { privacy } }: { of: Company }) {
  if (!privacy.address || !(privacy.email || privacy.phone))
    return <State tone="warn">{t`address and e-mail are missing`}</State>;
  if (!privacy.country) return <State tone="warn">{t`the country is missing`}</State>;
  return <State tone="ok">{t`complete`}</State>;
}
