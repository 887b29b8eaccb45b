import { t } from '@lingui/core/macro';
import { Alert, Anchor, Button, Group, NumberInput, Stack, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Versioned } from '@/api/client';
import { changeListShares, type ListShares, listSharesQuery } from '@/api/lists';
import { asProblem, type ChangedBy, problemInstead } from '@/api/problem';
import { Diff } from '@/ui/Diff';
import { IconWarn } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateAndTime, percent } from '@/words/format';
import { actorName } from '@/words/labels';

type Share = ListShares['lists'][number];
type Weights = Readonly<Record<number, number>>;

/** The weights typed here, with the version in which the change began: a later one does not come under it unseen. */
interface Draft {
  base: Versioned<ListShares>;
  weights: Weights;
}

/** Another has saved since: what was there, what is now, and which lists both of us have changed. */
interface Conflict {
  theirs: Versioned<ListShares>;
  by: ChangedBy | null;
  both: readonly Share[];
}

interface Shown {
  /** The list from whose page they are seen. */
  listId: number;
  campaignId: number;
  mayWrite: boolean;
}

const weightsOf = ({ value }: Versioned<ListShares>): Weights =>
  Object.fromEntries(value.lists.map(({ list_id, weight }) => [list_id, weight]));

/** In which parts the lists of a campaign take turns: weights typed here, the shares that come of them beside. */
export function Shares({ listId, campaignId, mayWrite }: Shown) {
  const queries = useQueryClient();
  const shares = listSharesQuery(campaignId);
  const { data: read, error } = useQuery(shares);
  const [draft, setDraft] = useState<Draft | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const save = useMutation({
    mutationFn: async ({ base, weights }: Draft): Promise<Versioned<ListShares> | Conflict> => {
      const sent = Object.entries(weights).map(([id, weight]) => ({ list_id: Number(id), weight }));
      try {
        return await changeListShares(base, sent);
      } catch (failure) {
        const problem = asProblem(failure);
        if (problem.kind !== 'conflict' || !problem.present) throw problem;
        const theirs = { value: problem.present as ListShares, etag: problem.etag };
        const before = weightsOf(base);
        const both = theirs.value.lists.filter(
          ({ list_id, weight }) => weights[list_id] !== undefined && weight !== before[list_id],
        );
        return { theirs, by: problem.changedBy, both };
      }
    },
    onSuccess: (came) => {
      if ('both' in came) {
        setConflict(came);
        queries.setQueryData(shares.queryKey, came.theirs);
        return;
      }
      setDraft(null);
      setConflict(null);
      queries.setQueryData(shares.queryKey, came);
      void queries.invalidateQueries({ queryKey: ['lists'] });
    },
  });
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} />;
  if (!read) return null;
  const lists = read.value.lists;
  const weightOf = ({ list_id, weight }: Share) => draft?.weights[list_id] ?? weight;
  const sum = lists.filter((one) => one.is_dialled).reduce((all, one) => all + weightOf(one), 0);
  const shareOf = (one: Share) => {
    if (!one.is_dialled) return t`off`;
    if (sum === 0) return t`by the order of the leads`;
    return weightOf(one) ? percent(weightOf(one) / sum, 0) : t`when the others are empty`;
  };
  const type = (one: Share, weight: number) => {
    const { [one.list_id]: _, ...others } = draft?.weights ?? {};
    const base = draft?.base ?? read;
    const weights = weight === weightsOf(base)[one.list_id] ? others : { ...others, [one.list_id]: weight };
    setDraft(Object.keys(weights).length > 0 ? { base, weights } : null);
  };
  const discard = () => {
    setDraft(null);
    setConflict(null);
    save.reset();
  };
  return (
    <Stack gap="xs" maw={720}>
      <Title order={2} size="h4">{t`Shares of the campaign's lists`}</Title>
      {save.error && <ProblemAlert problem={asProblem(save.error)} />}
      {conflict && draft && (
        <Clash
          key={conflict.theirs.etag}
          conflict={conflict}
          draft={draft}
          onSave={(weights) => {
            const next = { base: conflict.theirs, weights };
            if (Object.keys(weights).length === 0) {
              discard();
              return;
            }
            setDraft(next);
            save.mutate(next);
          }}
        />
      )}
      <Table withTableBorder verticalSpacing={4} captionSide="top">
        <Table.Caption ta="left">
          {t`Lists with a weight take turns by it. One without comes when the others are empty.`}
        </Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t`List`}</Table.Th>
            <Table.Th>{t`Weight`}</Table.Th>
            <Table.Th ta="right">{t`Share`}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lists.map((one) => (
            <Table.Tr key={one.list_id}>
              <Table.Th scope="row" fw={one.list_id === listId ? 700 : 400}>
                {one.list_id === listId ? (
                  one.name
                ) : (
                  <Anchor inherit component={Link} to={`/lists/${one.list_id}`}>
                    {one.name}
                  </Anchor>
                )}
              </Table.Th>
              <Table.Td>
                <NumberInput
                  size="xs"
                  w={110}
                  aria-label={t`Weight of ${one.name}`}
                  min={0}
                  max={1000}
                  allowDecimal={false}
                  clampBehavior="strict"
                  value={weightOf(one)}
                  readOnly={!mayWrite}
                  onChange={(value) => type(one, Number(value) || 0)}
                />
              </Table.Td>
              <Table.Td ta="right" className="figures">
                {shareOf(one)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {mayWrite && (
        <Group>
          <Button
            size="xs"
            disabled={!draft || conflict !== null}
            loading={save.isPending}
            onClick={() => draft && save.mutate(draft)}
          >
            {t`Save the shares`}
          </Button>
          {draft && (
            <Button size="xs" variant="default" onClick={discard}>
              {t`Back to those before`}
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

/** Somebody was quicker: whose weight holds where both have changed it, and the rest beside theirs. */
function Clash(shown: { conflict: Conflict; draft: Draft; onSave: (weights: Weights) => void }) {
  const { conflict, draft, onSave } = shown;
  const [chosen, setChosen] = useState<Record<string, 'mine' | 'theirs'>>({});
  const before = weightsOf(draft.base);
  const who = conflict.by ? actorName(conflict.by.actor) : t`Somebody`;
  const when = conflict.by ? dateAndTime(new Date(conflict.by.at)) : '';
  const kept = () => {
    const theirs = new Set(
      conflict.both.filter(({ list_id }) => chosen[list_id] !== 'mine').map((one) => one.list_id),
    );
    const there = new Set(conflict.theirs.value.lists.map(({ list_id }) => list_id));
    return Object.fromEntries(
      Object.entries(draft.weights).filter(([id]) => !theirs.has(Number(id)) && there.has(Number(id))),
    );
  };
  return (
    <Alert color="warn" icon={<IconWarn />} title={t`Somebody else has changed these shares`}>
      <Stack gap="xs">
        <Text size="sm">
          {when
            ? t`${who} saved on ${when}, after you had opened them.`
            : t`${who} saved after you had opened them.`}{' '}
          {conflict.both.length === 0
            ? t`None of it is what you changed: yours is saved beside it.`
            : t`Nothing is overwritten: choose whose holds.`}
        </Text>
        {conflict.both.length > 0 && (
          <Diff
            caption={t`Weights that both of you have changed`}
            differences={conflict.both.map(({ list_id, name, weight }) => ({
              field: String(list_id),
              label: name,
              before: String(before[list_id] ?? 0),
              mine: String(draft.weights[list_id] ?? 0),
              theirs: String(weight),
            }))}
            chosen={chosen}
            onChoose={(field, whose) => setChosen({ ...chosen, [field]: whose })}
          />
        )}
        <Group>
          <Button size="xs" onClick={() => onSave(kept())}>{t`Save like this`}</Button>
        </Group>
      </Stack>
    </Alert>
  );
}
