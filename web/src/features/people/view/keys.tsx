import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Key, type KeyMade, keyQuery, keysQuery, revokeKey, usersQuery } from '@/api/people';
import { asProblem } from '@/api/problem';
import type { Me } from '@/api/session';
import { useConfirmed } from '@/features/session';
import { confirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { IconPlus } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime, dateOf } from '@/words/format';
import { ChangeKey, NewKey } from './key-form';
import { useRanges } from './ranges';
import { ShownOnce } from './shown-once';
import { grantText } from './words';

const WARN_BEFORE_MS = 14 * 86_400_000;

/** Keys with which programs use the API: whose they are, what they may, from where, until when, and when last used. */
export function Keys({ me }: { me: Me }) {
  const queries = useQueryClient();
  const confirmed = useConfirmed(me);
  const { data: keys, error, refetch } = useQuery(keysQuery);
  const { data: users = [] } = useQuery(usersQuery);
  const ranges = useRanges();
  const [opened, setOpened] = useState<number | 'new' | null>(null);
  const [made, setMade] = useState<KeyMade | null>(null);
  const writes = me.permissions.includes('key.write');
  const revoking = useMutation({
    mutationFn: async ({ id }: Key) => {
      const read = await queries.fetchQuery({ ...keyQuery(id), staleTime: 0 });
      const { name } = read.value;
      const body = t`The program that uses it is refused from now on. A revoked key does not come back: make another.`;
      const question = { title: t`Revoke the key ${name}?`, body, action: t`Revoke` };
      if (await confirm({ ...question, tone: 'stop' })) await confirmed(() => revokeKey(read));
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  const ownerOf = (one: Key) => {
    const owner = users.find(({ id }) => id === one.owner_id);
    return owner ? owner.display_name || owner.name : t`the command line`;
  };
  const add = writes && (
    <Button leftSection={<IconPlus />} onClick={() => setOpened('new')}>
      {t`New key`}
    </Button>
  );
  const shown = keys?.find(({ id }) => id === opened);
  return (
    <Stack>
      <Group justify="space-between" align="flex-start">
        <Text size="sm" maw="46rem">
          {t`A program, such as your customer system, uses Pronto with a key in the place of a password. A key never may more than who made it, and ends with that user.`}
        </Text>
        {add}
      </Group>
      {revoking.error && <ProblemAlert problem={asProblem(revoking.error)} onReread={() => revoking.reset()} />}
      <DataTable<Key>
        id="keys"
        caption={t`Keys of programs`}
        rows={keys}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.id}
        empty={<EmptyYet title={t`There is no key yet`} action={add} />}
        columns={[
          {
            id: 'name',
            header: t`Program`,
            cell: (one) =>
              writes && !one.revoked_at ? (
                <Anchor component="button" type="button" ta="left" onClick={() => setOpened(one.id)}>
                  {one.name}
                </Anchor>
              ) : (
                one.name
              ),
          },
          {
            id: 'may',
            header: t`May`,
            cell: (one) => (
              <>
                {one.grants.map((grant) => grantText(grant, ranges.companies, ranges.teams)).join(', ')}
                {one.scopes && (
                  <Text size="xs" c="dimmed">
                    {t`only ${one.scopes.join(', ')}`}
                  </Text>
                )}
              </>
            ),
          },
          { id: 'from', header: t`From`, cell: (one) => one.networks.join(', ') || t`anywhere` },
          { id: 'owner', header: t`Made by`, cell: ownerOf },
          {
            id: 'used',
            header: t`Last used`,
            cell: (one) => (one.used_at ? dateAndTime(new Date(one.used_at)) : t`never`),
          },
          { id: 'made', header: t`Made`, extra: true, cell: (one) => dateAndTime(new Date(one.created_at)) },
          { id: 'state', header: t`State`, cell: (one) => <KeyState of={one} /> },
          ...(writes
            ? [
                {
                  id: 'acts',
                  header: t`Do`,
                  cell: (one: Key) =>
                    one.revoked_at ? (
                      ''
                    ) : (
                      <Button
                        size="compact-xs"
                        variant="subtle"
                        color="stop"
                        aria-label={t`Revoke ${one.name}`}
                        onClick={() => revoking.mutate(one)}
                      >
                        {t`Revoke`}
                      </Button>
                    ),
                },
              ]
            : []),
        ]}
      />
      <Modal opened={opened === 'new'} onClose={() => setOpened(null)} title={t`New key`} size="lg">
        <NewKey
          me={me}
          onDone={(one) => {
            setOpened(null);
            setMade(one);
          }}
        />
      </Modal>
      <Modal opened={shown !== undefined} onClose={() => setOpened(null)} title={shown?.name} size="lg">
        {shown && <ChangeKey me={me} keyId={shown.id} onDone={() => setOpened(null)} />}
      </Modal>
      <Modal
        opened={made !== null}
        onClose={() => setMade(null)}
        title={t`Key of ${made?.key.name ?? ''}`}
        size="lg"
      >
        {made && (
          <ShownOnce
            what={t`Put this key where the program keeps its secrets: it is sent with each request as “Authorization: Bearer …”. It is not shown again, and Pronto does not keep it.`}
            label={t`Key`}
            value={made.secret}
          />
        )}
      </Modal>
    </Stack>
  );
}

function KeyState({ of: one }: { of: Key }) {
  if (one.revoked_at) return <State tone="rest">{t`revoked`}</State>;
  const left = Date.parse(one.expires_at) - Date.now();
  if (left < 0) return <State tone="stop">{t`run out`}</State>;
  return <State tone={left < WARN_BEFORE_MS ? 'warn' : 'ok'}>{t`until ${dateOf(new Date(one.expires_at))}`}</State>;
}
