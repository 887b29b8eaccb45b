import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Modal, NativeSelect, Stack, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { companiesQuery, everyCompanyQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { createScript, type ScriptKind, scriptsQuery } from '@/api/scripts';
import { meQuery } from '@/api/session';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { FieldText } from '@/ui/Field';
import { IconPlus } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { kinds, kindText } from './words';

/** All scripts; new ones are begun here. */
export function ScriptList({ onOpen }: { onOpen: (id: number) => void }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data, error, refetch } = useQuery(scriptsQuery(false));
  const { data: companies = [] } = useQuery(companiesQuery);
  const [isNew, setNew] = useState(false);
  const { data: owners = [] } = useQuery(everyCompanyQuery);
  const ownerOf = (id: number) => owners.find((one) => one.id === id)?.name ?? String(id);
  const begin = me.permissions.includes('script.write') && (
    <Button leftSection={<IconPlus />} onClick={() => setNew(true)}>
      {t`New script`}
    </Button>
  );
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1}>{t`Scripts`}</Title>
        {begin}
      </Group>
      <DataTable
        id="scripts"
        caption={t`Scripts`}
        rows={data}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.id}
        empty={
          <EmptyYet title={t`There is no script yet`} action={begin}>
            {t`A script says what agents say and ask, step by step: a script, a questionnaire, a survey.`}
          </EmptyYet>
        }
        columns={[
          {
            id: 'name',
            header: t`Name`,
            cell: (one) => (
              <Anchor component="button" type="button" onClick={() => onOpen(one.id)}>
                {one.name}
              </Anchor>
            ),
          },
          { id: 'kind', header: t`Kind`, cell: (one) => kindText(one.kind) },
          { id: 'company', header: t`Company`, cell: (one) => ownerOf(one.company_id) },
          {
            id: 'published',
            header: t`Published`,
            cell: (one) =>
              one.published ? (
                <State tone={one.published === one.newest ? 'ok' : 'warn'}>
                  {one.published === one.newest
                    ? t`version ${one.published}`
                    : t`version ${one.published}, newest is ${one.newest}`}
                </State>
              ) : (
                <State tone="rest">{t`not yet`}</State>
              ),
          },
        ]}
      />
      <Modal opened={isNew} onClose={() => setNew(false)} title={t`New script`}>
        <NewScript companies={companies} onMade={onOpen} />
      </Modal>
    </Stack>
  );
}

interface NewShown {
  companies: readonly { id: number; name: string }[];
  onMade: (id: number) => void;
}

function NewScript({ companies, onMade }: NewShown) {
  const queries = useQueryClient();
  const form = useForm({ initialValues: { name: '' } });
  const [kind, setKind] = useState<ScriptKind>('sales_script');
  const [owner, setOwner] = useState('');
  const making = useMutation({
    mutationFn: () =>
      createScript({ company_id: Number(owner || companies[0]?.id), name: form.getValues().name, kind }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ['scripts'] });
      onMade(made.id);
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        making.mutate();
      }}
    >
      <Stack gap="sm">
        {making.error && <ProblemAlert problem={asProblem(making.error)} />}
        <FieldText form={form} name="name" label={t`Name`} required maxLength={200} data-autofocus />
        <NativeSelect
          name="kind"
          label={t`Kind`}
          value={kind}
          data={kinds().map((one) => ({ value: one, label: kindText(one) }))}
          onChange={(event) => setKind(event.currentTarget.value as ScriptKind)}
        />
        <NativeSelect
          name="company"
          label={t`Company`}
          value={owner}
          data={companies.map((one) => ({ value: String(one.id), label: one.name }))}
          onChange={(event) => setOwner(event.currentTarget.value)}
        />
        <Button type="submit" loading={making.isPending}>
          {t`Begin`}
        </Button>
      </Stack>
    </form>
  );
}
