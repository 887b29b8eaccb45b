import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { promisesQuery } from '@/api/promises';
import { campaignScriptsQuery } from '@/api/scripts';
import { extendWrapUp, lowerHand, raiseHand, takeRecoveryBreak } from '@/api/workday';
import { dispose, hangUp, holdCall, reportStage, resumeCall, undoDisposition } from '@/api/workplace';
import { holdsCardNumber, type IdentityState } from '@/script';
import { useDesk } from './desk';
import { asDispose, suggestedBy, ticked, undoLeft } from './disposition';
import { useNote, writeDraft } from './drafts';
import { land } from './focus';
import { useInteraction } from './interaction';
import { nextOf } from './keys/keymap';
import type { Acts } from './keys/use-keys';
import { type LastDisposition, useLastDisposition } from './last-disposition';
import { customerTypes } from './lists';
import type { Said } from './regions/dispositions';
import { movedMood } from './regions/mood';
import { canDispose, canHangUp } from './screen';

const AGAIN_MS = 3000;
const NOTE_FIELD = '[data-region=foot] textarea';

/** The talk at hand: its note, what was said, its disposition, and what can be done with the call now. */
export function useTalk() {
  const { agentId, screen, moment, campaign, run, pending } = useDesk();
  const attemptId = screen?.attempt_id;
  const contact = useInteraction();
  const note = useNote(attemptId, contact.readNote, contact.sendNote);
  const [said, setSaid] = useState<ReadonlySet<string>>(new Set());
  const [present, setPresent] = useState<string | null>(null);
  const [identity, setIdentity] = useState<IdentityState>('not_asked');
  const [end, setEnd] = useState('');
  const { data: scripts } = useQuery({
    ...campaignScriptsQuery(campaign?.id ?? 0),
    enabled: campaign !== undefined,
    refetchInterval: ({ state }) => (state.data === undefined && state.status === 'error' ? AGAIN_MS : false),
  });
  const [closing, setClosing] = useState(false);
  const queries = useQueryClient();
  const [last, setLast] = useLastDisposition(agentId);
  const [undone, setUndone] = useState<LastDisposition | null>(null);
  const canUndo = useWithin(undoLeft(last?.at, Date.now()));
  const endedAt = useRef<number | null>(null);
  useLayoutEffect(() => {
    endedAt.current = moment === 'wrap_up' && screen?.ended_by !== 'agent' ? performance.now() : null;
  }, [moment, screen?.ended_by]);
  const before = useRef(moment);
  useEffect(() => {
    if (before.current !== 'logged_out' && moment === 'logged_out') {
      setLast(null);
      setUndone(null);
    }
    before.current = moment;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another call begins with nothing said
  useEffect(() => {
    setSaid(new Set());
    setPresent(null);
    setClosing(false);
    setIdentity('not_asked');
    setEnd('');
  }, [attemptId]);
  const onStage = useCallback(
    (stage: string) => {
      if (attemptId) void reportStage(agentId, stage, attemptId).catch(() => {}); // a forecast that lacks it, no more
    },
    [agentId, attemptId],
  );
  const onDuties = useCallback((duties: readonly string[]) => setSaid(new Set(duties)), []);

  const remember = (call: string, campaignId: number, name: string, { disposition }: Said, text: string) => {
    const given = { code: disposition.code, label: disposition.label, note: text, at: Date.now() };
    const before = last?.attemptId === call ? { ...last, before: null } : null;
    setLast({ attemptId: call, campaignId, name, ...given, before });
    setUndone((now) => (now?.attemptId === call ? null : now));
  };

  const undo = async (taken: LastDisposition) => {
    const call = taken.attemptId;
    const draft = { note: taken.note, typedAt: Date.now() };
    if (taken.note) await writeDraft(call, draft).catch(() => {}); // where the call's note is looked for
    let code: string | null = null;
    const done = await run('undo', async () => {
      code = (await undoDisposition(agentId, call)).code;
    });
    if (!done) return;
    setClosing(false);
    void queries.invalidateQueries({ queryKey: ['agent', agentId] });
    if (attemptId === call) setPresent(code);
    setLast(code === null ? null : taken.before && { ...taken.before, at: 0 });
    if (code !== null) return;
    setUndone(taken);
    if (taken.note) void contact.sendNote(call, draft).catch(() => {});
    if (taken.note && attemptId === call) note.change(taken.note);
  };

  const say = async (disposition: Said) => {
    if (!attemptId || !campaign) return false;
    const before = present;
    const { code } = disposition.disposition;
    // "Never again" hangs on no note: what may not be written stays here, and the wish goes.
    const text = code === campaign.never_again && holdsCardNumber(note.text) ? '' : note.text;
    if (holdsCardNumber(text)) {
      document.querySelector<HTMLElement>(NOTE_FIELD)?.focus(); // which says why
      return false;
    }
    setPresent(code); // shown at once, taken back if it is refused
    const done = await run('dispose', async () => {
      await contact.settled();
      await dispose(agentId, asDispose(attemptId, disposition, text, said));
    });
    if (!done) {
      setPresent(before);
      return false;
    }
    void queries.invalidateQueries({ queryKey: promisesQuery(agentId).queryKey });
    remember(attemptId, campaign.id, screen?.lead?.name ?? '', disposition, text);
    if (text === note.text) note.drop();
    return true;
  };

  const never = campaign?.dispositions.find(({ code }) => code === campaign.never_again);
  const mood = contact.interaction?.mood ?? null;
  const types = customerTypes().map(({ code }) => code);
  const kind = contact.interaction?.customer_type ?? '';
  const raised = screen?.hand !== undefined;
  const acts: Acts = {
    ...(attemptId && (moment === 'talking' || moment === 'hold')
      ? {
          hold: () =>
            void run('hold', () =>
              moment === 'hold' ? resumeCall(agentId, attemptId) : holdCall(agentId, attemptId),
            ),
        }
      : {}),
    ...(moment !== 'logged_out'
      ? { hand: () => void run('hand', () => (raised ? lowerHand(agentId) : raiseHand(agentId))) }
      : {}),
    ...(contact.interaction
      ? {
          mood_up: () => contact.change({ mood: movedMood(mood, 1) }),
          mood_down: () => contact.change({ mood: movedMood(mood, -1) }),
          customer_type: () => contact.change({ customer_type: nextOf(types, kind) }),
        }
      : {}),
    ...(contact.person ? { agrees: () => contact.permit(true), objects: () => contact.permit(false) } : {}),
    ...(moment === 'wrap_up' && attemptId && screen?.wrap_up?.extended === false
      ? { more_time: () => void run('more_time', () => extendWrapUp(agentId, attemptId)) }
      : {}),
    ...(moment === 'wrap_up' || canHangUp(moment) || moment === 'ready'
      ? { recovery_break: () => void run('recovery_break', () => takeRecoveryBreak(agentId)) }
      : {}),
    ...(canHangUp(moment) && attemptId && pending !== 'hang_up'
      ? {
          hang_up: () => {
            land('wrap_up'); // at once: a digit that is typed next is the disposition, also after a note
            void run('hang_up', () => hangUp(agentId, attemptId));
          },
        }
      : {}),
    ...(canDispose(moment) && never
      ? {
          never_again: () =>
            void say({ disposition: never, reason: null, promised: null }).then((done) =>
              setClosing(done && moment !== 'wrap_up'),
            ),
        }
      : {}),
  };

  if (last && canUndo) acts.undo = () => void undo(last);

  return {
    contact,
    note,
    endedAt,
    undone: undone && undone.attemptId !== attemptId ? undone : null,
    remember,
    said,
    identity,
    hasScript: (scripts?.scripts.length ?? 0) > 0,
    onStage,
    onDuties,
    onIdentity: setIdentity,
    onEnd: setEnd,
    suggested: campaign ? suggestedBy(end, campaign.dispositions, campaign.never_again) : null,
    onSaid: (code: string, now: boolean) => setSaid((before) => ticked(before, code, now)),
    given: {
      note: note.text,
      said,
      mustSay: campaign?.must_say.map(({ code }) => code) ?? [],
      never: campaign?.never_again ?? null,
      facts: { ...contact.interaction },
    },
    present,
    say,
    onLack: (lack: string) => {
      const where = lack === 'note' ? NOTE_FIELD : '[data-region=script] input[type=checkbox]:not(:checked)';
      document.querySelector<HTMLElement>(where)?.focus();
    },
    last,
    corrected: (disposition: Said, text: string) =>
      last && remember(last.attemptId, last.campaignId, last.name, disposition, text),
    canUndo,
    closing: closing && canHangUp(moment),
    acts,
  };
}

/** Whether so many milliseconds have not passed yet since they became known; 0: they have. */
function useWithin(leftMs: number): boolean {
  const [, setOver] = useState(0);
  const isWithin = leftMs > 0;
  useEffect(() => {
    if (!isWithin) return;
    const timer = setTimeout(() => setOver((times) => times + 1), leftMs);
    return () => clearTimeout(timer);
  }, [isWithin, leftMs]);
  return isWithin;
}

export type Talk = ReturnType<typeof useTalk>;
