import { t } from '@lingui/core/macro';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Versioned } from '@/api/client';
import { type ApiProblem, asProblem } from '@/api/problem';
import { type CampaignScriptUse, campaignScriptUseQuery, setCampaignScripts } from '@/api/scripts';
import { changedUses, mergedUse } from './script-use';

export interface ScriptEdit {
  /** With what was changed here and is not saved yet; undefined until it is read. */
  use: CampaignScriptUse | undefined;
  readProblem: ApiProblem | null;
  readAgain: () => void;
  mayWrite: boolean;
  change: (part: Partial<CampaignScriptUse>) => void;
  isChanged: boolean;
  save: () => void;
  isSaving: boolean;
  discard: () => void;
  problem: ApiProblem | null;
}

interface Draft {
  /** The version in which the change began. */
  base: Versioned<CampaignScriptUse>;
  use: CampaignScriptUse;
}

/** Change which scripts a campaign uses; the change outlives a look at another tab, and is saved with the settings. */
export function useScripts(
  campaignId: number,
  { shown, mayWrite }: { shown: boolean; mayWrite: boolean },
): ScriptEdit {
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft | null>(null);
  const query = campaignScriptUseQuery(campaignId);
  const { data: read, error, refetch } = useQuery({ ...query, enabled: shown });
  const base = draft?.base ?? read;
  const saving = useMutation({
    mutationFn: async ({ base: from, use }: Draft) => {
      try {
        await setCampaignScripts(campaignId, from, use);
      } catch (failure) {
        const problem = asProblem(failure);
        if (problem.kind !== 'conflict' || !problem.present) throw problem;
        const { roles, identify_first, link_hosts } = problem.present as CampaignScriptUse;
        const theirs = { roles, identify_first, link_hosts };
        const whole = mergedUse(from.value, use, theirs);
        if (!whole) throw problem;
        await setCampaignScripts(campaignId, { value: theirs, etag: problem.etag }, whole);
      }
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['campaigns', campaignId, 'scripts'] });
      setDraft(null);
      notifications.show({ message: t`Saved.`, color: 'ok' });
    },
  });
  const discard = () => {
    setDraft(null);
    saving.reset();
    void queries.invalidateQueries({ queryKey: query.queryKey });
  };
  const use = draft?.use ?? read?.value;
  return {
    use,
    readProblem: error && !draft ? asProblem(error) : null,
    readAgain: () => void refetch(),
    mayWrite,
    change: (part) => {
      if (!base || !use) return;
      const next = { ...use, ...part };
      setDraft(changedUses(base.value, next).length > 0 ? { base, use: next } : null);
    },
    isChanged: draft !== null,
    save: () => draft && saving.mutate(draft),
    isSaving: saving.isPending,
    discard,
    problem: saving.error ? asProblem(saving.error) : null,
  };
}
