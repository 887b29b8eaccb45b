import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import { deleteBoard, type Wallboard, wallboardQuery, wallboardsQuery } from '@/api/wallboards';
import { confirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { IconPlus } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateAndTime } from '@/words/format';
import { actorName } from '@/words/labels';
import { type Catalogue, speakToo } from '@/words/language';
import { BoardForm } from './parts/board-form';
import { layoutName } from './parts/layouts';
import { Links } from './parts/links';
import { Preview } from './parts/preview';
import { ShareForm } from './parts/share-form';

await speakToo(import.meta.glob<Catalogue>('./words/*.po'));

type Open = { what: 'edit'; name: string } | { what: 'share' | 'preview'; name: string } | null;

/** Wallboards: what each shows, how it looks, and the links with which screens open it. */
export default function Boards() {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(wallboardsQuery);
  const [open, setOpen] = useState<Open>(null);
  const removing = useMutation({
    mutationFn: async ({ name }: Wallboard) => {
      const read = await queries.fetchQuery({ ...wallboardQuery(name), staleTime: 0 });
      const agreed = await confirm({
        title: t`Delete the board ${name}`,
        body: t`Its screens then show what a new board shows. Links to it stay until they are revoked.`,
        action: t`Delete`,
        tone: 'stop',
      });
      if (agreed) await deleteBoard(read);
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ['boards'] }),
  });
  const begin = (
    <Button leftSection={<IconPlus />} onClick={() => setOpen({ what: 'edit', name: '' })}>
      {t`New board`}
    </Button>
  );
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Title order={1}>{t`Wallboards`}</Title>
        {begin}
      </Group>
      {removing.error && <ProblemAlert problem={asProblem(removing.error)} onReread={() => removing.reset()} />}
      <DataTable
        id="boards"
        caption={t`Wallboards`}
        rows={data}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(board) => board.name}
        empty={
          <EmptyYet title={t`There is no board yet`} action={begin}>
            {t`A board shows live figures on a screen on the wall: goals, campaigns, pace, telephony.`}
          </EmptyYet>
        }
        columns={[
          {
            id: 'name',
            header: t`Name`,
            cell: (board) => (
              <Anchor
                component="button"
                type="button"
                ta="left"
                data-from="api"
                onClick={() => setOpen({ what: 'edit', name: board.name })}
              >
                {board.name}
              </Anchor>
            ),
          },
          {
            id: 'layouts',
            header: t`Shows`,
            cell: (board) => board.settings.layouts.map(layoutName).join(', '),
          },
          {
            id: 'changed',
            header: t`Changed`,
            cell: (board) => (
              <>
                {dateAndTime(new Date(board.changed_at))}
                <Text size="xs" data-from="api">
                  {actorName(board.changed_by)}
                </Text>
              </>
            ),
          },
          {
            id: 'act',
            header: t`Act`,
            cell: (board) => (
              <Group gap="xs" wrap="nowrap">
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => setOpen({ what: 'preview', name: board.name })}
                >
                  {t`Preview`}
                </Button>
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => setOpen({ what: 'share', name: board.name })}
                >
                  {t`Share…`}
                </Button>
                <Button size="compact-sm" variant="subtle" color="stop" onClick={() => removing.mutate(board)}>
                  {t`Delete`}
                </Button>
              </Group>
            ),
          },
        ]}
      />
      <Links />
      {open?.what === 'edit' && <BoardForm name={open.name} onClose={() => setOpen(null)} />}
      {open?.what === 'preview' && <Preview name={open.name} onClose={() => setOpen(null)} />}
      {open?.what === 'share' && <ShareForm name={open.name} onClose={() => setOpen(null)} />}
    </Stack>
  );
}
