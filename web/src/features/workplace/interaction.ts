import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef } from 'react';
import {
  addPermission,
  changeInteraction,
  changePerson,
  type Interaction,
  type InteractionChange,
  interactionQuery,
  type Person,
  personOfLeadQuery,
  saveDraft,
} from '@/api/interactions';
import { ChangeQueue, changedTogether, withChange, withoutChange } from './change-queue';
import { useDesk } from './desk';
import type { Draft } from './note-queue';
import { canDispose, hasPerson } from './screen';

/** The contact that the present call is, shown at once as it is changed, and saved behind it. */
export function useInteraction() {
  const { screen, moment, run } = useDesk();
  const queries = useQueryClient();
  const attemptId = screen?.attempt_id ?? '';
  const query = interactionQuery(attemptId);
  const { data: interaction } = useQuery({ ...query, enabled: attemptId !== '' && canDispose(moment) });
  const id = interaction?.id;
  const isWithheld = screen?.is_withheld ?? false;
  const isStale = interaction?.person?.is_withheld === true && !isWithheld;
  useEffect(() => {
    // Identified meanwhile: the server tells more now.
    if (isStale) void queries.invalidateQueries({ queryKey: ['interaction', attemptId] });
  }, [isStale, queries, attemptId]);
  const latest = useRef<Interaction | undefined>(interaction);
  latest.current = interaction;

  const show = useCallback(
    (change: (now: Interaction) => Interaction) =>
      queries.setQueryData<Interaction>(['interaction', attemptId], (now) => now && change(now)),
    [queries, attemptId],
  );

  const known = useRef<Interaction | undefined>(undefined); // as the server last had it
  const changes = useMemo(() => {
    if (id === undefined) return null;
    const queue: ChangeQueue<InteractionChange> = new ChangeQueue(changedTogether, async (sent) => {
      const done = await run(`note ${id}`, async () => {
        known.current = await changeInteraction(id, sent);
      });
      const before = known.current;
      if (!done && before) show((now) => withoutChange(now, sent, before, queue.waiting));
    });
    return queue;
  }, [id, run, show]);
  const change = useCallback(
    (wanted: InteractionChange) => {
      if (!changes) return;
      if (changes.isIdle) known.current = latest.current;
      show((now) => withChange(now, wanted));
      changes.add(wanted);
    },
    [changes, show],
  );

  /** What depends on what is noted, as a disposition does, waits for it to be kept. */
  const settled = useCallback(() => changes?.settled ?? Promise.resolve(), [changes]);

  const person = interaction?.person ?? null;
  const leadId = screen?.lead?.lead_id ?? 0;
  const isBefore = leadId > 0 && hasPerson(moment) && !canDispose(moment);
  const { data: foreseen = null } = useQuery({ ...personOfLeadQuery(leadId), enabled: isBefore });
  const personId = person?.id;
  const ofPerson = useMemo(() => {
    if (personId === undefined) return null;
    const queue: ChangeQueue<Partial<Person>> = new ChangeQueue(
      (earlier, later) => ({ ...earlier, ...later }),
      async (sent) => {
        const done = await run(`person ${personId}`, async () => {
          const saved = await changePerson(personId, sent as never);
          show((now) => ({ ...now, person: { ...saved, ...queue.waiting } }));
        });
        if (!done) void queries.invalidateQueries({ queryKey: ['interaction', attemptId] });
      },
    );
    return queue;
  }, [personId, attemptId, queries, run, show]);
  const changeWho = useCallback(
    (wanted: Partial<Person>) => {
      show((now) => ({ ...now, person: now.person && { ...now.person, ...wanted } }));
      ofPerson?.add(wanted);
    },
    [ofPerson, show],
  );
  const know = (known: Person) => show((now) => ({ ...now, person: known }));
  const permits = useRef<Promise<unknown>>(Promise.resolve());
  const permit = (is_given: boolean) => {
    if (!person || !interaction) return;
    const say = () =>
      run('permission', async () => {
        await addPermission(person.id, {
          purpose: 'marketing',
          channel: null,
          is_given,
          text_version: 'spoken',
          interaction_id: interaction.id,
        });
        await queries.invalidateQueries({ queryKey: ['interaction', attemptId] });
      });
    permits.current = permits.current.then(say); // the last word of the person stands
  };

  const readNote = useMemo(
    () =>
      id === undefined
        ? null
        : async (): Promise<Draft | undefined> => {
            const draft = latest.current?.draft;
            return draft?.typed_at ? { note: draft.note, typedAt: Date.parse(draft.typed_at) } : undefined;
          },
    [id],
  );
  // By the attempt: the note of a call that has left the page is sent too.
  const sendNote = useCallback(
    async (call: string, draft: Draft) => {
      const { id: noted } = await queries.fetchQuery(interactionQuery(call));
      return (await saveDraft(noted, draft.note, draft.typedAt)).is_kept;
    },
    [queries],
  );
  /** Who is on the line, or is about to be: before the call nothing is noted of them. */
  const shown = person ?? (isBefore ? foreseen : null);
  return { interaction, person, shown, change, settled, changeWho, know, permit, readNote, sendNote };
}

export type Contact = ReturnType<typeof useInteraction>;
