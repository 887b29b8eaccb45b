import { t } from '@lingui/core/macro';
import { Button, Checkbox, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type CallerId, type CallerIdChange, callerIdQuery, changeCallerId, poolsQuery } from '@/api/caller-ids';
import type { Versioned } from '@/api/client';
import { callerIdsQuery } from '@/api/installation';
import { asProblem, problemInstead } from '@/api/problem';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateAndTime } from '@/words/format';

/** What is known of a number that some laws ask before it may be shown. */
export function LawFacts({ callerIdId, writes }: { callerIdId: number; writes: boolean }) {
  const { data: read, error } = useQuery(callerIdQuery(callerIdId));
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!read) return <Loading lines={4} />;
  return writes ? <Change key={read.etag} read={read} /> : <Said of={read.value} />;
}

function reachedWord(reached: string): string {
  if (reached === 'agent') return t`an agent`;
  return reached === 'identity_message' ? t`a message that says who we are` : t`nobody`;
}

function tested({ tested_at, test_reached }: CallerId): string {
  if (!tested_at) return t`It was never called back.`;
  return t`Called back on ${dateAndTime(new Date(tested_at))}: reached ${reachedWord(test_reached)}.`;
}

function Said({ of: one }: { of: CallerId }) {
  return (
    <Text size="sm">
      {one.declared_in.length > 0 ? t`Declared in ${one.declared_in.join(', ')}.` : t`Declared in no register.`}{' '}
      {tested(one)}
    </Text>
  );
}

function Change({ read }: { read: Versioned<CallerId> }) {
  const queries = useQueryClient();
  const one = read.value;
  const [label, setLabel] = useState(one.label);
  const [owner, setOwner] = useState(one.owner);
  const [line, setLine] = useState(one.registry_line);
  const [declared, setDeclared] = useState(one.declared_in.includes('ROC'));
  const [seller, setSeller] = useState(one.classes.includes('identifies_seller'));
  const [reached, setReached] = useState('');
  const sending = useMutation({
    mutationFn: (asked: CallerIdChange) => changeCallerId(read, asked),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: callerIdsQuery.queryKey });
      await queries.invalidateQueries({ queryKey: poolsQuery.queryKey });
    },
  });
  const others = <T extends string>(all: readonly T[], one: T) => all.filter((other) => other !== one);
  const said = (): CallerIdChange => ({
    label,
    owner,
    registry_line: line,
    declared_in: [...others(one.declared_in, 'ROC'), ...(declared ? ['ROC'] : [])] as never,
    classes: [...others(one.classes, 'identifies_seller'), ...(seller ? ['identifies_seller'] : [])] as never,
    ...(reached
      ? {
          tested_at: new Date().toISOString(),
          test_reached: (reached === 'nobody' ? '' : reached) as '' | 'agent' | 'identity_message',
        }
      : {}),
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        sending.mutate(said());
      }}
    >
      <Stack gap="sm">
        {sending.error && <ProblemAlert problem={asProblem(sending.error)} />}
        <TextInput
          label={t`Label`}
          value={label}
          maxLength={200}
          onChange={(event) => setLabel(event.currentTarget.value)}
        />
        <Checkbox
          label={t`It is declared in the register of operators (Italy: ROC)`}
          checked={declared}
          onChange={(event) => setDeclared(event.currentTarget.checked)}
        />
        <Checkbox
          label={t`It leads back to the seller, who says the company's name`}
          checked={seller}
          onChange={(event) => setSeller(event.currentTarget.checked)}
        />
        <Group grow align="flex-start">
          <TextInput
            label={t`Assigned to`}
            description={t`The company to which the carrier has given it.`}
            value={owner}
            maxLength={200}
            onChange={(event) => setOwner(event.currentTarget.value)}
          />
          <TextInput
            label={t`Entry in the register`}
            description={t`The name under which it stands there.`}
            value={line}
            maxLength={200}
            onChange={(event) => setLine(event.currentTarget.value)}
          />
        </Group>
        <NativeSelect
          label={t`Whom do you reach when you call it back now?`}
          description={tested(one)}
          value={reached}
          onChange={(event) => setReached(event.currentTarget.value)}
          data={[
            { value: '', label: t`not tried now` },
            { value: 'agent', label: t`an agent` },
            { value: 'identity_message', label: t`a message that says who we are` },
            { value: 'nobody', label: t`nobody` },
          ]}
          maw={420}
        />
        <Group>
          <Button type="submit" variant="default" loading={sending.isPending}>{t`Save what is known of it`}</Button>
        </Group>
      </Stack>
    </form>
  );
}
