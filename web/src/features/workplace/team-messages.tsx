import { t } from '@lingui/core/macro';
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { confirmTeamMessages, ownTeamMessagesQuery, type TeamMessage } from '@/api/supervision';
import { useLive } from '@/live/live';
import { IconInfo } from '@/ui/icons';
import { timeOf } from '@/words/format';
import { useDesk } from './desk';
import classes from './workplace.module.css';

/** What a supervisor wrote, until the agent confirms to have read it. It takes no focus: somebody may be on the line. */
export function TeamMessages() {
  const { agentId, run } = useDesk();
  const queries = useQueryClient();
  const { data: teamMessages = [] } = useQuery(ownTeamMessagesQuery(agentId));
  const changedAt = useLive(`agent:${agentId}`, (parts) => parts.team_messages?.changed_at);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stream says that there is something, not what
  useEffect(
    () => void queries.invalidateQueries({ queryKey: ownTeamMessagesQuery(agentId).queryKey }),
    [changedAt, queries, agentId],
  );
  const confirm = (teamMessage: TeamMessage) =>
    void run('team-message', () => confirmTeamMessages(agentId, [teamMessage.id])).then(() =>
      queries.invalidateQueries({ queryKey: ownTeamMessagesQuery(agentId).queryKey }),
    );
  return (
    <div className={classes.banners} role="status" aria-label={t`Team messages`}>
      {teamMessages.map((teamMessage) => (
        <p key={teamMessage.id} className={classes.banner} data-team-message={teamMessage.kind}>
          <IconInfo />
          <span>
            <strong>{headOf(teamMessage)}</strong> {teamMessage.text}
          </span>
          <Button size="compact-sm" variant="default" onClick={() => confirm(teamMessage)}>
            {t`I have read it`}
          </Button>
        </p>
      ))}
    </div>
  );
}

function headOf({ kind, sender, sent_at }: TeamMessage): string {
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
