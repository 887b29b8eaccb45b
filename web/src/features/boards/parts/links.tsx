import { t } from '@lingui/core/macro';
import { Button, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { asProblem } from '@/api/problem';
import { type BoardLink, boardLinkQuery, boardLinksQuery, revokeBoardLink } from '@/api/wallboards';
import { confirm } from '@/ui/Confirm';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime, dateOf } from '@/words/format';

/** The links with which screens open boards; a revoked one shows nothing any more. */
export function Links() {
  const queries = useQueryClient();
  const { data, error, refetch } = useQuery(boardLinksQuery);
  const revoking = useMutation({
    mutationFn: async ({ id }: BoardLink) => {
      const read = await queries.fetchQuery({ ...boardLinkQuery(id), staleTime: 0 });
      const { name } = read.value;
      const agreed = await confirm({
        title: t`Revoke the link “${name}”`,
        body: t`The screen that opened the board by it is signed out.`,
        action: t`Revoke`,
        tone: 'stop',
      });
      if (agreed) await revokeBoardLink(read);
    },
    onSettled: () => void queries.invalidateQueries({ queryKey: ['board-tokens'] }),
  });
  return (
    <section aria-label={t`Links of screens`}>
      <Title order={2} size="h3" mb="xs">
        {t`Links of screens`}
      </Title>
      {revoking.error && <ProblemAlert problem={asProblem(revoking.error)} onReread={() => revoking.reset()} />}
      <DataTable
        id="board-links"
        caption={t`Links of screens`}
        rows={data}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(link) => link.id}
        empty={<EmptyYet title={t`No board is shared yet`} />}
        columns={[
          { id: 'name', header: t`Screen`, cell: (link) => link.name },
          { id: 'board', header: t`Board`, cell: (link) => link.board },
          { id: 'by', header: t`Made by`, cell: (link) => link.created_by },
          { id: 'at', header: t`Made`, cell: (link) => dateAndTime(new Date(link.created_at)) },
          { id: 'state', header: t`State`, cell: (link) => stateOf(link) },
          {
            id: 'act',
            header: t`Act`,
            cell: (link) =>
              link.revoked_at ? (
                ''
              ) : (
                <Button size="compact-sm" variant="subtle" color="stop" onClick={() => revoking.mutate(link)}>
                  {t`Revoke`}
                </Button>
              ),
          },
        ]}
      />
    </section>
  );
}

function stateOf(link: BoardLink) {
  if (link.revoked_at) return <State tone="rest">{t`revoked`}</State>;
  if (link.expires_at && Date.parse(link.expires_at) < Date.now()) return <State tone="rest">{t`run out`}</State>;
  if (link.expires_at) return <State tone="ok">{t`until ${dateOf(new Date(link.expires_at))}`}</State>;
  return <State tone="ok">{t`opens the board`}</State>;
}
