import { t } from '@lingui/core/macro';
import { Button, Group, NativeSelect, NumberInput, Stack, Switch, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changePool, createPool, type Pool, poolQuery, poolsQuery } from '@/api/caller-ids';
import type { Versioned } from '@/api/client';
import { companiesQuery } from '@/api/installation';
import { asProblem, problemInstead } from '@/api/problem';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';

interface Facts {
  name: string;
  keeps_number: boolean;
  rest_hours: number;
}

export function NewPool({ onDone }: { onDone: (made: Pool) => void }) {
  const { data: companies = [] } = useQuery(companiesQuery);
  const queries = useQueryClient();
  const [chosen, setChosen] = useState('');
  const companyId = Number(chosen || companies[0]?.id || 0);
  return (
    <Stack gap="sm">
      {companies.length > 1 && (
        <NativeSelect
          label={t`On behalf of`}
          value={String(companyId)}
          data={companies.map((one) => ({ value: String(one.id), label: one.name }))}
          onChange={(event) => setChosen(event.currentTarget.value)}
        />
      )}
      <PoolForm
        begin={{ name: '', keeps_number: true, rest_hours: 0 }}
        action={t`Make the pool`}
        onSend={async (said) => {
          const [first] = await queries.ensureQueryData(companiesQuery); // who types fast is here before they are
          return createPool({ ...said, company_id: companyId || (first?.id ?? 0) });
        }}
        onDone={onDone}
      />
    </Stack>
  );
}

/** The settings of a pool; what another has changed meanwhile is not overwritten. */
export function ChangePool({ poolId, onDone }: { poolId: number; onDone: () => void }) {
  const { data: read, error } = useQuery(poolQuery(poolId));
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!read) return <Loading lines={4} />;
  return <Change key={read.etag} read={read} onDone={onDone} />;
}

function Change({ read, onDone }: { read: Versioned<Pool>; onDone: () => void }) {
  const queries = useQueryClient();
  const { name, keeps_number, rest_hours } = read.value;
  return (
    <PoolForm
      begin={{ name, keeps_number, rest_hours }}
      action={t`Save`}
      onSend={(said) => changePool(read, said)}
      onStale={() => void queries.invalidateQueries({ queryKey: poolQuery(read.value.id).queryKey })}
      onDone={onDone}
    />
  );
}

function PoolForm(shown: {
  begin: Facts;
  action: string;
  onSend: (said: Facts) => Promise<Pool>;
  onStale?: () => void;
  onDone: (made: Pool) => void;
}) {
  const queries = useQueryClient();
  const [said, setSaid] = useState(shown.begin);
  const sending = useMutation({
    mutationFn: () => shown.onSend({ ...said, name: said.name.trim() }),
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: poolsQuery.queryKey });
      shown.onDone(made);
    },
  });
  const problem = sending.error && asProblem(sending.error);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        sending.mutate();
      }}
    >
      <Stack gap="md">
        {problem && <ProblemAlert problem={problem} />}
        {problem?.kind === 'conflict' && shown.onStale && (
          <Button variant="default" onClick={shown.onStale}>{t`Read what is there now`}</Button>
        )}
        <TextInput
          label={t`Name`}
          value={said.name}
          maxLength={200}
          required
          data-autofocus
          onChange={(event) => setSaid({ ...said, name: event.currentTarget.value })}
        />
        <Switch
          label={t`Show a person the same number again`}
          description={t`Whoever calls back, and whoever is called again, knows the number. Off: each call takes the number whose turn it is.`}
          checked={said.keeps_number}
          onChange={(event) => setSaid({ ...said, keeps_number: event.currentTarget.checked })}
        />
        <NumberInput
          label={t`Rest of a number that is answered less, in hours`}
          description={t`It rests by itself for so long after the warning. 0: you are warned, and it goes on.`}
          min={0}
          max={720}
          allowDecimal={false}
          maw={360}
          value={said.rest_hours}
          onChange={(value) => setSaid({ ...said, rest_hours: Number(value) || 0 })}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={sending.isPending} disabled={said.name.trim() === ''}>
            {shown.action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
