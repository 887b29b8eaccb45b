import { t } from '@lingui/core/macro';
import { useQueryClient } from '@tanstack/react-query';
import type { DisposedTalk, UnfinishedTalk } from '@/features/day';
import { dateAndTime } from '@/words/format';
import { useDesk } from '../desk';
import { dropDraft } from '../drafts';
import type { Said } from '../regions/dispositions';
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

interface CorrectShown {
  talk: DisposedTalk;
  onCorrected: (said: Said, note: string) => void;
  onClose: () => void;
}

/** The disposition of an earlier talk of the day, once more: what is given now replaces it. */
export function CorrectTalk({ talk, onCorrected, onClose }: CorrectShown) {
  const { agentId } = useDesk();
  const queries = useQueryClient();
  const name = talk.lead_name || t`Name not known`;
  return (
    <TalkDisposition
      title={t`Correct the disposition`}
      about={t`${name}, ${dateAndTime(new Date(talk.ended_at))}`}
      attemptId={talk.attempt_id}
      campaignId={talk.campaign_id}
      given={{ code: talk.disposition, note: talk.note }}
      onGiven={(said, note) => {
        onCorrected(said, note);
        void queries.invalidateQueries({ queryKey: ['agent', agentId] });
      }}
      onClose={onClose}
    />
  );
}
