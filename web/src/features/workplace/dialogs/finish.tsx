import { t } from '@lingui/core/macro';
import { useQueryClient } from '@tanstack/react-query';
import type { DisposedTalk, UnfinishedTalk } from '@/features/day';
import { dateAndTime } from '@/words/format';
import { useDesk } from '../desk';
import { dropDraft } from '../drafts';
import type { Said } from '../regions/dispositions';
import { TalkDisposition } from './talk-disposition';

/** What is known of a talk that lacks a disposition. */
export type LeftTalk = Omit<UnfinishedTalk, 'lead_id'>;

interface Shown {
  onGiven: (call: string, campaignId: number, name: string, said: Said, note: string) => void;
  onClose: () => void;
}

/** The disposition of a talk that was left without one, with its note as far as it was written. */
export function Finish({ talk, onGiven, onClose }: Shown & { talk: LeftTalk }) {
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
      onGiven={(said, note) => {
        onGiven(talk.attempt_id, talk.campaign_id, talk.lead_name, said, note);
        void dropDraft(talk.attempt_id).catch(() => {});
        void queries.invalidateQueries({ queryKey: ['agent', agentId] });
      }}
      onClose={onClose}
    />
  );
}

/** The disposition of an earlier talk of the day, once more: what is given now replaces it. */
export function CorrectTalk({ talk, onGiven, onClose }: Shown & { talk: DisposedTalk }) {
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
        onGiven(talk.attempt_id, talk.campaign_id, talk.lead_name, said, note);
        void queries.invalidateQueries({ queryKey: ['agent', agentId] });
      }}
      onClose={onClose}
    />
  );
}
