import { t } from '@lingui/core/macro';
import { useQueryClient } from '@tanstack/react-query';
import type { UnfinishedTalk } from '@/features/day';
import { dateAndTime } from '@/words/format';
import { useDesk } from '../desk';
import { dropDraft } from '../drafts';
import { TalkDisposition } from './talk-disposition';

/** The disposition of a talk that was left without one, with its note as far as it was written. */
export function Finish({ talk, onClose }: { talk: UnfinishedTalk; onClose: () => void }) {
  const { agentId } = useDesk();
  const queries = useQueryClient();
  const name = talk.lead_name || t`Name not known`;
  return (
    <TalkDisposition
      title={t`Disposition of a talk`}
      about={t`${name}, ${dateAndTime(new Date(talk.ended_at))}`}
      attemptId={talk.attempt_id}
      campaignId={talk.campaign_id}
      given={null}
      onGiven={() => {
        void dropDraft(talk.attempt_id).catch(() => {});
        void queries.invalidateQueries({ queryKey: ['agent', agentId] });
      }}
      onClose={onClose}
    />
  );
}
