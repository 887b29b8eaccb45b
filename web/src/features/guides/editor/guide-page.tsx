import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import { Button, Group, Stack, Tabs, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { checkGuide, type GuideDetail, guideQuery, guideVersionQuery, publishGuide, saveGuide } from '@/api/guides';
import { controllersQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { Preview } from '@/features/guide-run';
import { useLeaveWarning } from '@/features/leave-warning';
import type { Guide } from '@/guide';
import { IconLeft } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { cleaned, emptyGuide } from './draft';
import { GuideFiles } from './files';
import { GuideForm } from './guide-form';
import { Problems } from './problems';
import { StepsEditor } from './steps-editor';
import { Versions } from './versions';
import { kindText } from './words';

/** One guide: its steps, how the agent sees them, its versions, its files. */
export function GuidePage({ guideId, onClose }: { guideId: number; onClose: () => void }) {
  const { data: read, error, refetch } = useQuery(guideQuery(guideId));
  const newest = read?.value.newest ?? 0;
  const { data: version, error: wrong } = useQuery(guideVersionQuery(guideId, newest));
  if (error ?? wrong) return <ProblemAlert problem={asProblem(error ?? wrong)} onRetry={() => void refetch()} />;
  if (!read || (newest > 0 && !version)) return <Loading />;
  const body = version?.body ?? emptyGuide(read.value.kind);
  return <Editing key={newest} record={read.value} body={body} onClose={onClose} />;
}

interface Shown {
  record: GuideDetail;
  body: Guide;
  onClose: () => void;
}

function Editing({ record, body, onClose }: Shown) {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: controllers = [] } = useQuery(controllersQuery);
  const queries = useQueryClient();
  const [guide, setGuide] = useState(body);
  const [note, setNote] = useState('');
  const [tab, setTab] = useState<string | null>('steps');
  const mayWrite = me.permissions.includes('guide.write');
  const isChanged = guide !== body;
  // Every guide stands at one path, and its number in the search.
  useLeaveWarning(
    () => isChanged && mayWrite,
    (from, to) => from.pathname === to.pathname && from.search.guide === to.search.guide,
  );
  const refresh = () => queries.invalidateQueries({ queryKey: ['guides'] });
  const saving = useMutation({ mutationFn: () => saveGuide(record.id, cleaned(guide), note), onSuccess: refresh });
  const checking = useMutation({ mutationFn: () => checkGuide(cleaned(guide), record.id) });
  const publishing = useMutation({
    mutationFn: async () => {
      const { problems } = await checkGuide(cleaned(guide), record.id);
      if (problems.length > 0) return { problems };
      const number =
        isChanged || record.newest === 0
          ? (await saveGuide(record.id, cleaned(guide), note)).number
          : record.newest;
      await publishGuide(record.id, number);
      await refresh();
      return { problems };
    },
  });
  const failed = saving.error ?? checking.error ?? publishing.error;
  const problems = publishing.data?.problems ?? checking.data?.problems;
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Group gap="xs">
          <Button variant="subtle" size="xs" leftSection={<IconLeft size={16} />} onClick={onClose}>
            {t`All guides`}
          </Button>
          <Title order={1} size="h2">
            {record.name}
          </Title>
          <State tone={record.published ? 'ok' : 'rest'}>
            {record.published
              ? t`version ${record.published} is published`
              : t`${kindText(record.kind)}, not published`}
          </State>
        </Group>
        {mayWrite && (
          <Group gap="xs">
            <TextInput
              size="xs"
              aria-label={t`What was changed`}
              placeholder={t`What was changed`}
              maxLength={500}
              value={note}
              onChange={(event) => setNote(event.currentTarget.value)}
            />
            <Button
              size="xs"
              variant="default"
              loading={checking.isPending}
              onClick={() => {
                publishing.reset();
                checking.mutate();
              }}
            >
              {t`Check`}
            </Button>
            <Button
              size="xs"
              variant="default"
              disabled={!isChanged && record.newest > 0}
              loading={saving.isPending}
              onClick={() => saving.mutate()}
            >
              {t`Save`}
            </Button>
            <Button
              size="xs"
              disabled={!isChanged && record.published === record.newest && record.newest > 0}
              loading={publishing.isPending}
              onClick={() => {
                checking.reset();
                publishing.mutate();
              }}
            >
              {t`Publish`}
            </Button>
          </Group>
        )}
      </Group>
      {failed && <ProblemAlert problem={asProblem(failed)} />}
      {problems && <Problems problems={problems} />}
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="steps">{t`Steps`}</Tabs.Tab>
          <Tabs.Tab value="whole">{t`Whole guide`}</Tabs.Tab>
          <Tabs.Tab value="try">{t`Try it`}</Tabs.Tab>
          <Tabs.Tab value="versions">{t`Versions`}</Tabs.Tab>
          <Tabs.Tab value="files">{t`Files`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="steps" pt="md">
          <StepsEditor guide={guide} mayWrite={mayWrite} problems={problems ?? []} onChange={setGuide} />
        </Tabs.Panel>
        <Tabs.Panel value="whole" pt="md">
          <GuideForm guide={guide} mayWrite={mayWrite} onChange={setGuide} />
        </Tabs.Panel>
        <Tabs.Panel value="try" pt="md">
          <Preview
            key={JSON.stringify(guide)}
            name={record.name}
            guide={guide}
            agent={me.display_name || me.name}
            controller={controllers.find((one) => one.id === record.controller_id)?.name ?? ''}
            language={guide.languages.find((one) => one !== i18n.locale) ?? i18n.locale}
            agentLanguage={i18n.locale}
          />
        </Tabs.Panel>
        <Tabs.Panel value="versions" pt="md">
          <Versions record={record} />
        </Tabs.Panel>
        <Tabs.Panel value="files" pt="md">
          <GuideFiles record={record} mayWrite={mayWrite} onRead={setGuide} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
