import { t } from '@lingui/core/macro';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Campaign, campaignQuery, changeCampaign } from '@/api/campaigns';
import type { Versioned } from '@/api/client';
import { type ApiProblem, asProblem, type ChangedBy } from '@/api/problem';
import type { Chosen, Clash } from '@/features/clash';
import { changedPlaces, changeOf, clashes, merged, type Settings, settingsOf } from './settings';

export interface Conflict {
  by: ChangedBy | null;
  found: readonly Clash[];
  theirs: Versioned<Campaign>;
}

export interface Edit {
  /** The settings with what was changed here and is not saved yet. */
  settings: Settings;
  mayWrite: boolean;
  change: (part: Partial<Settings>) => void;
  /** The places that were changed here. */
  changed: readonly string[];
  save: () => void;
  isSaving: boolean;
  discard: () => void;
  problem: ApiProblem | null;
  /** What the API says of a setting. */
  errorAt: (field: string) => string | undefined;
  /** What somebody else has changed since this page has read the campaign; null if nobody has. */
  conflict: Conflict | null;
  resolve: (chosen: Chosen) => void;
  setAside: () => void;
}

interface Draft {
  /** The version in which the change began: a later one does not come under it unseen. */
  base: Versioned<Campaign>;
  settings: Settings;
}

/** Change a campaign's settings at several places of its page, and save all of it at once, never over another's change. */
export function useEdit(read: Versioned<Campaign>, mayWrite: boolean): Edit {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const base = draft?.base ?? read;
  const before = settingsOf(base.value);
  const settings = draft?.settings ?? before;
  const saving = useMutation({
    mutationFn: async (wanted: Draft): Promise<Versioned<Campaign> | Conflict> => {
      let { base: from, settings: to } = wanted;
      // Only its state was changed, as by a start: that is no change of the settings, and needs no question.
      for (let tries = 0; tries < 3; tries++) {
        try {
          const change = changeOf(settingsOf(from.value), to);
          return Object.keys(change).length === 0 ? from : await changeCampaign(from, change);
        } catch (error) {
          const problem = asProblem(error);
          if (problem.kind !== 'conflict' || !problem.present) throw problem;
          const theirs = { value: problem.present as Campaign, etag: problem.etag };
          const found = clashes(settingsOf(from.value), to, settingsOf(theirs.value));
          if (found.length > 0) return { by: problem.changedBy, found, theirs };
          [to, from] = [merged(settingsOf(from.value), to, settingsOf(theirs.value), {}), theirs];
        }
      }
      return from;
    },
    onSuccess: (came) => {
      if ('found' in came) {
        setConflict(came);
        return;
      }
      setDraft(null);
      setConflict(null);
      queries.setQueryData(campaignQuery(came.value.id).queryKey, came);
      void queries.invalidateQueries({ queryKey: ['campaigns'] });
      notifications.show({ message: t`Saved.`, color: 'ok' });
    },
  });
  const problem = saving.error ? asProblem(saving.error) : null;
  return {
    settings,
    mayWrite,
    change: (part) => {
      const next = { base, settings: { ...settings, ...part } };
      setDraft(changedPlaces(before, next.settings).length > 0 ? next : null);
    },
    changed: draft ? changedPlaces(before, settings) : [],
    save: () => saving.mutate({ base, settings }),
    isSaving: saving.isPending,
    discard: () => {
      setDraft(null);
      setConflict(null);
      saving.reset();
    },
    problem,
    errorAt: (field) => problem?.at(field),
    conflict,
    resolve: (chosen) => {
      if (!conflict) return;
      const whole = merged(before, settings, settingsOf(conflict.theirs.value), chosen);
      setDraft({ base: conflict.theirs, settings: whole });
      setConflict(null);
      saving.mutate({ base: conflict.theirs, settings: whole });
    },
    setAside: () => setConflict(null),
  };
}
