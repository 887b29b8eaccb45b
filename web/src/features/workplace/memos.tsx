import { t } from '@lingui/core/macro';
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { confirmMemos, type Memo, ownMemosQuery } from '@/api/supervision';
import { useLive } from '@/live/live';
import { IconInfo } from '@/ui/icons';
import { timeOf } from '@/words/format';
import { useDesk } from './desk';
import classes from './workplace.module.css';

/** What a supervisor wrote, until the agent confirms to have read it. It takes no focus: somebody may be on the line. */
export function Memos() {
  const { agentId, run } = useDesk();
  const queries = useQueryClient();
  const { data: memos = [] } = useQuery(ownMemosQuery(agentId));
  const changedAt = useLive(`agent:${agentId}`, (parts) => parts.memos?.changed_at);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stream says that there is something, not what
  useEffect(
    () => void queries.invalidateQueries({ queryKey: ownMemosQuery(agentId).queryKey }),
    [changedAt, queries, agentId],
  );
  const confirm = (memo: Memo) =>
    void run('memo', () => confirmMemos(agentId, [memo.id])).then(() =>
      queries.invalidateQueries({ queryKey: ownMemosQuery(agentId).queryKey }),
    );
  return (
    <div className={classes.banners} role="status" aria-label={t`Memos`}>
      {memos.map((memo) => (
        <p key={memo.id} className={classes.banner} data-memo={memo.kind}>
          <IconInfo />
          <span>
            <strong>{headOf(memo)}</strong> {memo.text}
          </span>
          <Button size="compact-sm" variant="default" onClick={() => confirm(memo)}>
            {t`I have read it`}
          </Button>
        </p>
      ))}
    </div>
  );
}

function headOf({ kind, sender, sent_at }: Memo): string {
  const time = timeOf(new Date(sent_at));
  switch (kind) {
    case 'pause':
      return t`${time}, ${sender} has paused you:`;
    case 'log_out':
      return t`${time}, ${sender} has logged you out:`;
    default:
      return t`${time}, ${sender} writes:`;
  }
}
