import { plural, t } from '@lingui/core/macro';
import { Alert, Button, Group, List, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Added, addNumbers, poolsQuery } from '@/api/caller-ids';
import { callerIdsQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { IconOk, IconWarn } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { LimitFields, type Limits, limitsInput } from './limits';

/** Many numbers at once, as they are pasted from a carrier's list; each that is none is told with the reason. */
export function AddNumbers({ poolId }: { poolId: number }) {
  const queries = useQueryClient();
  const [numbers, setNumbers] = useState('');
  const [limits, setLimits] = useState<Limits>({ areas: '', hour: '', day: '' });
  const adding = useMutation({
    mutationFn: () => addNumbers(poolId, { numbers, ...limitsInput(limits) }),
    onSuccess: async (added) => {
      // What was refused stays to be mended.
      setNumbers(added.refused.map(({ text }) => text).join('\n'));
      await queries.invalidateQueries({ queryKey: poolsQuery.queryKey });
      await queries.invalidateQueries({ queryKey: callerIdsQuery.queryKey });
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        adding.mutate();
      }}
    >
      <Stack gap="sm">
        {adding.error && <ProblemAlert problem={asProblem(adding.error)} />}
        <Textarea
          label={t`Numbers`}
          description={t`One a line, or with commas between them. Without a country code they are read as numbers of the company's own country.`}
          value={numbers}
          autosize
          minRows={4}
          maxRows={12}
          maxLength={10_000}
          required
          data-autofocus
          onChange={(event) => setNumbers(event.currentTarget.value)}
        />
        <LimitFields limits={limits} onChange={setLimits} />
        <Group>
          <Button type="submit" loading={adding.isPending} disabled={numbers.trim() === ''}>
            {t`Add the numbers`}
          </Button>
        </Group>
        <div role="status">{adding.data && <Result added={adding.data} />}</div>
      </Stack>
    </form>
  );
}

function Result({ added }: { added: Added }) {
  const { refused, there, beyond, made } = added;
  return (
    <Stack gap="xs">
      <Alert color="ok" icon={<IconOk />}>
        <Text>{plural(added.added.length, { one: '# number added.', other: '# numbers added.' })}</Text>
        {there.length > 0 && (
          <Text size="sm">
            {plural(there.length, { one: '# was in the pool already.', other: '# were in the pool already.' })}
          </Text>
        )}
        {made.length > 0 && (
          <Text size="sm">
            {t`New ones are caller ids from now on: open each of them and write what the law asks, or it may not be shown.`}
          </Text>
        )}
      </Alert>
      {(refused.length > 0 || beyond.length > 0) && (
        <Alert color="warn" icon={<IconWarn />} title={t`These were not added`}>
          <List size="sm">
            {refused.map((one) => (
              <List.Item key={one.line}>
                <span className="figures">{one.text}</span>: <span data-from="api">{one.why}</span>
              </List.Item>
            ))}
            {beyond.map((one) => (
              <List.Item key={one}>
                <span className="figures">{one}</span>: {t`the pool is full`}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Stack>
  );
}
