import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type GuideVersion, type OpenGuide, openGuideQuery, saveGuide } from '@/api/guides';
import { type ApiProblem, asProblem, type ChangedBy } from '@/api/problem';
import type { Chosen, Clash } from '@/features/clash';
import type { Guide } from '@/guide';
import { cleaned, emptyGuide } from './draft';
import { clashes, merged } from './guide-places';

/** A guide as it was read, with the content of its newest version. */
interface Base {
  read: OpenGuide['read'];
  body: Guide;
}

const baseOf = ({ read, body }: OpenGuide): Base => ({ read, body: body ?? emptyGuide(read.value.kind) });

export interface GuideConflict {
  by: ChangedBy | null;
  found: readonly Clash[];
  theirs: Base;
}

export interface GuideEdit {
  /** With what was changed here and is not saved yet. */
  guide: Guide;
  /** The version in which the change began. */
  base: Base;
  isChanged: boolean;
  change: (guide: Guide) => void;
  /** The saved version; null if somebody else was quicker, and `conflict` says what they have changed. */
  save: (note: string) => Promise<GuideVersion | null>;
  isSaving: boolean;
  problem: ApiProblem | null;
  conflict: GuideConflict | null;
  /** The version saved with what was chosen; null as for `save`. */
  resolve: (chosen: Chosen, note: string) => Promise<GuideVersion | null>;
  setAside: () => void;
}

interface Wanted {
  base: Base;
  guide: Guide;
  note: string;
}

/** Write a guide's next version, never over a version that somebody else has saved since this one was read. */
export function useEdit(opened: OpenGuide): GuideEdit {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<{ base: Base; guide: Guide } | null>(null);
  const [conflict, setConflict] = useState<GuideConflict | null>(null);
  const base = draft?.base ?? baseOf(opened);
  const guide = draft?.guide ?? base.body;
  const saving = useMutation({
    mutationFn: async ({ note, ...wanted }: Wanted): Promise<GuideVersion | GuideConflict> => {
      let { base: from, guide: to } = wanted;
      // Only its name or what is published was changed: that is no change of the content, and needs no question.
      for (let tries = 0; ; tries++) {
        try {
          return await saveGuide(from.read, cleaned(to), note);
        } catch (error) {
          const problem = asProblem(error);
          if (problem.kind !== 'conflict' || tries === 3) throw problem;
          const theirs = baseOf(await queries.fetchQuery({ ...openGuideQuery(from.read.value.id), staleTime: 0 }));
          const found = clashes(from.body, to, theirs.body);
          if (found.length > 0) return { by: problem.changedBy, found, theirs };
          [to, from] = [merged(from.body, to, theirs.body, {}), theirs];
        }
      }
    },
    onSuccess: async (came) => {
      if ('found' in came) {
        setConflict(came);
        return;
      }
      await queries.invalidateQueries({ queryKey: ['guides'] });
      setDraft(null);
      setConflict(null);
    },
  });
  const save = async (wanted: Wanted) => {
    const came = await saving.mutateAsync(wanted).catch(() => null);
    return came && !('found' in came) ? came : null;
  };
  return {
    guide,
    base,
    isChanged: draft !== null,
    change: (next) => setDraft({ base, guide: next }),
    save: (note) => save({ base, guide, note }),
    isSaving: saving.isPending,
    problem: saving.error ? asProblem(saving.error) : null,
    conflict,
    resolve: async (chosen, note) => {
      if (!conflict) return null;
      const next = { base: conflict.theirs, guide: merged(base.body, guide, conflict.theirs.body, chosen) };
      setDraft(next);
      setConflict(null);
      return save({ ...next, note });
    },
    setAside: () => setConflict(null),
  };
}
