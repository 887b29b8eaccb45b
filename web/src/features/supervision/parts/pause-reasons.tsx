import { t } from '@lingui/core/macro';
import {
  ActionIcon,
  Button,
  Checkbox,
  Fieldset,
  Group,
  NativeSelect,
  NumberInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Versioned } from '@/api/client';
import { asProblem } from '@/api/problem';
import {
  type PauseReasonInput,
  pauseReasonsOfQuery,
  type PauseReasons as Reasons,
  teamsQuery,
  writePauseReasons,
} from '@/api/supervision';
import { IconClose, IconDown, IconPlus, IconUp } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { labelOf } from '@/words/labels';
import { nameOf } from '@/words/language';
import { languages } from '@/words/words';

const MOST = 8;

/** The reasons to pause that agents choose from, of the installation or of a team. */
export function PauseReasons() {
  const { data: teams = [] } = useQuery(teamsQuery);
  const [team, setTeam] = useState('');
  const [isSaved, setSaved] = useState(false); // here: the editor begins anew with what was saved
  const teamId = team ? Number(team) : null;
  const { data, error, refetch } = useQuery(pauseReasonsOfQuery(teamId));
  return (
    <Stack maw={760}>
      <NativeSelect
        label={t`Of`}
        value={team}
        onChange={(event) => {
          setTeam(event.currentTarget.value);
          setSaved(false);
        }}
        data={[
          { value: '', label: t`all teams without reasons of their own` },
          ...teams.map((one) => ({ value: String(one.id), label: t`Team ${one.name}` })),
        ]}
      />
      {error && <ProblemAlert problem={asProblem(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <Editor key={`${team} ${data.etag}`} teamId={teamId} read={data} isSaved={isSaved} onSaved={setSaved} />
      )}
    </Stack>
  );
}

interface Edited {
  teamId: number | null;
  read: Versioned<Reasons>;
  isSaved: boolean;
  onSaved: (isSaved: boolean) => void;
}

function Editor({ teamId, read, isSaved, onSaved }: Edited) {
  const queries = useQueryClient();
  const [reasons, setReasons] = useState<PauseReasonInput[]>(read.value.reasons.map((one) => ({ ...one })));
  const saving = useMutation({
    mutationFn: (all: PauseReasonInput[]) => writePauseReasons(teamId, read, all),
    onMutate: () => onSaved(false),
    onSuccess: () => {
      onSaved(true);
      void queries.invalidateQueries({ queryKey: ['pause-reasons'] });
    },
  });
  const change = (place: number, part: Partial<PauseReasonInput>) =>
    setReasons(reasons.map((one, at) => (at === place ? { ...one, ...part } : one)));
  const move = (place: number, by: number) => {
    const next = [...reasons];
    const [one] = next.splice(place, 1);
    if (one) next.splice(place + by, 0, one);
    setReasons(next);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate(reasons);
      }}
    >
      <Stack>
        <Text size="sm">
          {read.value.is_own
            ? t`These reasons are configured here.`
            : t`Nothing is configured here: these are the reasons that hold instead. What you save replaces them here.`}
        </Text>
        {reasons.map((reason, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a reason's code is what is being typed
          <Fieldset key={place} legend={<span data-from="api">{labelOf(reason) || t`New reason`}</span>}>
            <Stack gap="sm">
              <Group grow align="start">
                {languages.map((language) => (
                  <TextInput
                    key={language}
                    label={t`What it is called (${nameOf(language)})`}
                    value={reason.labels[language] ?? ''}
                    required={language === 'en' || language === 'it'}
                    maxLength={60}
                    onChange={(event) =>
                      change(place, { labels: { ...reason.labels, [language]: event.currentTarget.value } })
                    }
                  />
                ))}
              </Group>
              <Group grow align="start">
                <TextInput
                  label={t`Code`}
                  description={t`Small letters, digits and _, for reports`}
                  value={reason.code}
                  pattern="[a-z][a-z0-9_]{0,39}"
                  required
                  onChange={(event) => change(place, { code: event.currentTarget.value })}
                />
                <NumberInput
                  label={t`Should last, in minutes`}
                  description={t`Empty: no limit. Nobody is made ready by it.`}
                  value={reason.limit_s ? reason.limit_s / 60 : ''}
                  min={1}
                  max={1440}
                  onChange={(value) => change(place, { limit_s: Number(value) > 0 ? Number(value) * 60 : null })}
                />
              </Group>
              <Group>
                <Checkbox
                  label={t`counts as work`}
                  checked={reason.counts_as_work ?? true}
                  onChange={(event) => change(place, { counts_as_work: event.currentTarget.checked })}
                />
                <Checkbox
                  label={t`counts as a break from the screen`}
                  checked={reason.counts_as_screen_break ?? true}
                  onChange={(event) => change(place, { counts_as_screen_break: event.currentTarget.checked })}
                />
                <Checkbox
                  label={t`needs a supervisor's approval`}
                  checked={reason.needs_approval ?? false}
                  onChange={(event) => change(place, { needs_approval: event.currentTarget.checked })}
                />
              </Group>
              <Group gap="xs">
                <ActionIcon
                  variant="default"
                  disabled={place === 0}
                  onClick={() => move(place, -1)}
                  aria-label={t`Up`}
                >
                  <IconUp />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  disabled={place === reasons.length - 1}
                  onClick={() => move(place, 1)}
                  aria-label={t`Down`}
                >
                  <IconDown />
                </ActionIcon>
                <ActionIcon
                  variant="default"
                  onClick={() => setReasons(reasons.filter((_, at) => at !== place))}
                  aria-label={t`Remove`}
                >
                  <IconClose />
                </ActionIcon>
              </Group>
            </Stack>
          </Fieldset>
        ))}
        {saving.error && <ProblemAlert problem={asProblem(saving.error)} />}
        <Group>
          <Button
            variant="default"
            leftSection={<IconPlus />}
            disabled={reasons.length >= MOST}
            onClick={() =>
              setReasons([
                ...reasons,
                {
                  code: '',
                  labels: {},
                  counts_as_work: true,
                  counts_as_screen_break: true,
                  limit_s: null,
                  needs_approval: false,
                },
              ])
            }
          >
            {t`Add a reason`}
          </Button>
          <Button type="submit" loading={saving.isPending} disabled={reasons.length === 0}>
            {t`Save`}
          </Button>
          {read.value.is_own && (
            <Button variant="default" onClick={() => saving.mutate([])}>
              {teamId === null ? t`Back to those of Pronto` : t`Back to those of all teams`}
            </Button>
          )}
          <span role="status">{isSaved && <State tone="ok">{t`Saved`}</State>}</span>
        </Group>
      </Stack>
    </form>
  );
}
