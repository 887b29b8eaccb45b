import { t } from '@lingui/core/macro';
import { Modal, Stack, Text, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { changeInteraction, type Interaction, type InteractionChange, interactionQuery } from '@/api/interactions';
import { promisesQuery } from '@/api/promises';
import { dispose, dispositionsQuery } from '@/api/workplace';
import { holdsCardNumber } from '@/script';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { useDesk } from '../desk';
import { asDispose, ticked } from '../disposition';
import { Dispositions, Duties, type Said } from '../regions/dispositions';

interface Shown {
  title: string;
  /** Which talk it is, in words. */
  about: string;
  attemptId: string;
  campaignId: number;
  /** The disposition that it has, with its note; null: none, and what was written so far is the note. */
  given: { code: string; note: string } | null;
  onGiven: (said: Said, note: string) => void;
  onClose: () => void;
}

/** The disposition of a talk that is over, with all that a disposition may require. */
export function TalkDisposition({ title, about, attemptId, campaignId, given, onGiven, onClose }: Shown) {
  const { agentId, campaigns, run, pending, problem } = useDesk();
  const queries = useQueryClient();
  const { data: dispositions } = useQuery(dispositionsQuery(campaignId));
  const contact = interactionQuery(attemptId);
  const { data: interaction } = useQuery(contact);
  const [written, setWritten] = useState<string | null>(null);
  const [said, setSaid] = useState<ReadonlySet<string>>(new Set());
  const [lack, setLack] = useState('');
  const note = written ?? given?.note ?? interaction?.draft.note ?? '';
  const campaign = campaigns.find(({ id }) => id === campaignId);
  const mustSay = campaign?.must_say ?? [];
  const noting = useRef<Promise<unknown>>(Promise.resolve());
  const change = (wanted: InteractionChange) => {
    if (!interaction) return;
    queries.setQueryData(contact.queryKey, { ...interaction, ...(wanted as Partial<Interaction>) });
    noting.current = run('note', async () => {
      queries.setQueryData(contact.queryKey, await changeInteraction(interaction.id, wanted));
    }).then(async (done) => {
      if (!done) await queries.invalidateQueries({ queryKey: contact.queryKey });
    });
  };
  const give = async (one: Said) => {
    // "Never again" hangs on no note: what may not be written is left out, and the wish goes.
    const isNever = one.disposition.code === campaign?.never_again;
    if (holdsCardNumber(note) && !isNever) return;
    const text = holdsCardNumber(note) ? '' : note;
    const done = await run('dispose', async () => {
      await noting.current;
      await dispose(agentId, asDispose(attemptId, one, text, said));
    });
    if (!done) return;
    void queries.invalidateQueries({ queryKey: promisesQuery(agentId).queryKey });
    onGiven(one, text);
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={title} size="lg">
      <Stack>
        {problem && <ProblemAlert problem={problem} />}
        <Text>{about}</Text>
        {!dispositions && <Loading />}
        {dispositions && (
          <Dispositions
            attemptId={attemptId}
            dispositions={dispositions}
            present={given?.code ?? null}
            given={{
              note,
              said,
              mustSay: mustSay.map(({ code }) => code),
              never: campaign?.never_again ?? null,
              facts: { ...interaction },
            }}
            onSay={give}
            onLack={setLack}
            onFacts={change}
            busy={pending === 'dispose'}
            takesFocus
          />
        )}
        {lack === 'said' && (
          <Duties
            items={mustSay}
            said={said}
            onSaid={(code, now) => setSaid((before) => ticked(before, code, now))}
          />
        )}
        <Textarea
          label={t`Note`}
          value={note}
          onChange={(event) => setWritten(event.currentTarget.value)}
          error={holdsCardNumber(note) && t`This looks like the number of a card: take it out. It is not saved.`}
          maxLength={10_000}
          autosize
          minRows={2}
          maxRows={6}
        />
      </Stack>
    </Modal>
  );
}
