import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type ApiProblem, asProblem, type ChangedBy } from '@/api/problem';
import { type OpenScript, openScriptQuery, type ScriptVersion, saveScript } from '@/api/scripts';
import type { Chosen, Clash } from '@/features/clash';
import type { Script } from '@/script';
import { cleaned, emptyScript } from './draft';
import { clashes, merged } from './script-places';

/** A script as it was read, with the content of its newest version. */
interface Base {
  read: OpenScript['read'];
  body: Script;
}

const baseOf = ({ read, body }: OpenScript): Base => ({ read, body: body ?? emptyScript(read.value.kind) });

export interface ScriptConflict {
  by: ChangedBy | null;
  found: readonly Clash[];
  theirs: Base;
}

export interface ScriptEdit {
  /** With what was changed here and is not saved yet. */
  script: Script;
  /** The version in which the change began. */
  base: Base;
  isChanged: boolean;
  change: (script: Script) => void;
  /** The saved version; null if somebody else was quicker, and `conflict` says what they have changed. */
  save: (note: string) => Promise<ScriptVersion | null>;
  isSaving: boolean;
  problem: ApiProblem | null;
  conflict: ScriptConflict | null;
  /** The version saved with what was chosen; null as for `save`. */
  resolve: (chosen: Chosen, note: string) => Promise<ScriptVersion | null>;
  setAside: () => void;
}

interface Wanted {
  base: Base;
  script: Script;
  note: string;
}

/** Write a script's next version, never over a version that somebody else has saved since this one was read. */
export function useEdit(opened: OpenScript): ScriptEdit {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<{ base: Base; script: Script } | null>(null);
  const [conflict, setConflict] = useState<ScriptConflict | null>(null);
  const base = draft?.base ?? baseOf(opened);
  const script = draft?.script ?? base.body;
  const saving = useMutation({
    mutationFn: async ({ note, ...wanted }: Wanted): Promise<ScriptVersion | ScriptConflict> => {
      let { base: from, script: to } = wanted;
      // Only its name or what is published was changed: that is no change of the content, and needs no question.
      for (let tries = 0; ; tries++) {
        try {
          return await saveScript(from.read, cleaned(to), note);
        } catch (error) {
          const problem = asProblem(error);
          if (problem.kind !== 'conflict' || tries === 3) throw problem;
          const theirs = baseOf(await queries.fetchQuery({ ...openScriptQuery(from.read.value.id), staleTime: 0 }));
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
      await queries.invalidateQueries({ queryKey: ['scripts'] });
      setDraft(null);
      setConflict(null);
    },
  });
  const save = async (wanted: Wanted) => {
    const came = await saving.mutateAsync(wanted).catch(() => null);
    return came && !('found' in came) ? came : null;
  };
  return {
    script,
    base,
    isChanged: draft !== null,
    change: (next) => setDraft({ base, script: next }),
    save: (note) => save({ base, script, note }),
    isSaving: saving.isPending,
    problem: saving.error ? asProblem(saving.error) : null,
    conflict,
    resolve: async (chosen, note) => {
      if (!conflict) return null;
      const next = { base: conflict.theirs, script: merged(base.body, script, conflict.theirs.body, chosen) };
      setDraft(next);
      setConflict(null);
      return save({ ...next, note });
    },
    setAside: () => setConflict(null),
  };
}
