import { t } from '@lingui/core/macro';
import { Alert, Button, Group, List, Stack, Switch, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import {
  changeNumber,
  type PoolNumber,
  type PoolNumberChange,
  poolNumberQuery,
  poolsQuery,
  removeNumber,
} from '@/api/caller-ids';
import type { Versioned } from '@/api/client';
import { asProblem, problemInstead } from '@/api/problem';
import { confirm } from '@/ui/Confirm';
import { IconWarn } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateAndTime } from '@/words/format';
import { LawFacts } from './law-facts';
import { LimitFields, type Limits, limitsInput } from './limits';
import { NumberTests } from './tests';
import { fallText, isResting } from './words';

interface Shown {
  poolId: number;
  numberId: number;
  writes: boolean;
  onGone: () => void;
}

/** One number: what is wrong with it and what to do, its rest, areas and caps, the law, and test calls. */
export function NumberDetail({ poolId, numberId, writes, onGone }: Shown) {
  const { data: read, error } = useQuery(poolNumberQuery(poolId, numberId));
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!read) return <Loading lines={8} />;
  const one = read.value;
  return (
    <Stack gap="lg">
      <Troubles of={one} />
      <Rest key={`rest ${read.etag}`} read={read} writes={writes} />
      {writes && <Use key={read.etag} read={read} onGone={onGone} />}
      <section aria-label={t`What the law asks`}>
        <Title order={3} size="h4" mb="xs">{t`What the law asks`}</Title>
        <LawFacts callerIdId={one.caller_id.id} writes={writes} />
      </section>
      <NumberTests callerId={one.caller_id} writes={writes} />
    </Stack>
  );
}

function Troubles({ of: one }: { of: PoolNumber }) {
  return (
    <>
      {one.fall && (
        <Alert color="warn" icon={<IconWarn />} title={t`People answer it less`}>
          <Text>{fallText(one.fall)}</Text>
          <Text mt="xs">{t`Carriers or phones may mark it as spam. What to do:`}</Text>
          <List size="sm">
            <List.Item>{t`let it rest, so that it is not marked for good;`}</List.Item>
            <List.Item>{t`place a test call to phones of several networks, and write down how it shows;`}</List.Item>
            <List.Item>{t`report it to your carrier if it is marked, and ask who has marked it.`}</List.Item>
          </List>
        </Alert>
      )}
      {one.refused_by.length > 0 && (
        <Alert color="stop" icon={<IconWarn />} title={t`The law does not let it be shown`}>
          <List size="sm">
            {one.refused_by.map((law) => (
              <List.Item key={law.campaign_id}>
                {law.campaign} ({law.rule}): <span data-from="api">{law.what}</span>.{' '}
                <span data-from="api">{law.mend}</span>.
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </>
  );
}

function useChange(read: Versioned<PoolNumber>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (asked: PoolNumberChange) => changeNumber(read, asked),
    onSettled: () => queries.invalidateQueries({ queryKey: poolsQuery.queryKey }),
  });
}

const HOUR_MS = 3_600_000;

function Rest({ read, writes }: { read: Versioned<PoolNumber>; writes: boolean }) {
  const { mutate, isPending, error } = useChange(read);
  const one = read.value;
  const rests = isResting(one) && one.rests_until;
  const rest = (hours: number) => mutate({ rests_until: new Date(Date.now() + hours * HOUR_MS).toISOString() });
  if (!rests && !writes) return null;
  return (
    <section aria-label={t`Rest`}>
      <Title order={3} size="h4" mb="xs">{t`Rest`}</Title>
      {error && <ProblemAlert problem={asProblem(error)} />}
      <Text size="sm" mb="xs">
        {rests
          ? one.rests_because === 'warned'
            ? t`It rests by itself until ${dateAndTime(new Date(rests))}, since people answered it less.`
            : t`It rests until ${dateAndTime(new Date(rests))}.`
          : t`It does not rest.`}
      </Text>
      {writes && (
        <Group gap="xs">
          <Button variant="default" loading={isPending} onClick={() => rest(24)}>{t`Rest for a day`}</Button>
          <Button variant="default" loading={isPending} onClick={() => rest(72)}>{t`Rest for three days`}</Button>
          <Button variant="default" loading={isPending} onClick={() => rest(168)}>{t`Rest for a week`}</Button>
          {rests && (
            <Button variant="default" loading={isPending} onClick={() => mutate({ rests_until: null })}>
              {t`End the rest`}
            </Button>
          )}
        </Group>
      )}
    </section>
  );
}

function Use({ read, onGone }: { read: Versioned<PoolNumber>; onGone: () => void }) {
  const queries = useQueryClient();
  const one = read.value;
  const { mutate, isPending, error } = useChange(read);
  const [limits, setLimits] = useState<Limits>({
    areas: one.areas.join(' '),
    hour: one.calls_per_hour ?? '',
    day: one.calls_per_day ?? '',
  });
  const [enabled, setEnabled] = useState(one.enabled);
  const removing = useMutation({
    mutationFn: () => removeNumber(read),
    onSuccess: async () => {
      onGone();
      await queries.invalidateQueries({ queryKey: poolsQuery.queryKey });
    },
  });
  const remove = async () => {
    const body = t`It stays a caller id, and may be added again.`;
    const title = t`Take ${one.caller_id.number} out of the pool?`;
    if (await confirm({ title, body, action: t`Take it out`, tone: 'stop' })) removing.mutate();
  };
  const problem = (error ?? removing.error) && asProblem(error ?? removing.error);
  return (
    <section aria-label={t`Use`}>
      <Title order={3} size="h4" mb="xs">{t`Use`}</Title>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          mutate({ ...limitsInput(limits), enabled });
        }}
      >
        <Stack gap="sm">
          {problem && (
            <ProblemAlert
              problem={problem}
              onReread={() => void queries.invalidateQueries({ queryKey: poolsQuery.queryKey })}
            />
          )}
          <Switch
            label={t`May be shown`}
            checked={enabled}
            onChange={(event) => setEnabled(event.currentTarget.checked)}
          />
          <LimitFields limits={limits} onChange={setLimits} />
          <Group>
            <Button type="submit" loading={isPending}>{t`Save`}</Button>
            <Button
              variant="subtle"
              color="stop"
              onClick={() => void remove()}
            >{t`Take it out of the pool`}</Button>
          </Group>
        </Stack>
      </form>
    </section>
  );
}
