import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import { Button, Group, Stack, Tabs, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { checkGuide, type OpenGuide, openGuideQuery, publishGuide } from '@/api/guides';
import { everyCompanyQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import type { Chosen } from '@/features/clash';
import { ClashDialog } from '@/features/clash-dialog';
import { Preview } from '@/features/guide-run';
import { useLeaveWarning } from '@/features/leave-warning';
import { IconLeft } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { cleaned } from './draft';
import { GuideFiles } from './files';
import { GuideForm } from './guide-form';
import { placeText, valueText } from './place-words';
import { Problems } from './problems';
import { StepsEditor } from './steps-editor';
import { useEdit } from './use-edit';
import { Versions } from './versions';
import { kindText } from './words';

/** One guide: its steps, how the agent sees them, its versions, its files. */
export function GuidePage({ guideId, onClose }: { guideId: number; onClose: () => void }) {
  const { data, error, refetch } = useQuery(openGuideQuery(guideId));
  // What is being written stays, also where a later reading fails.
  if (data) return <Editing key={guideId} opened={data} onClose={onClose} />;
  return error ? <ProblemAlert problem={asProblem(error)} onRetry={() => void refetch()} /> : <Loading />;
}

function Editing({ opened, onClose }: { opened: OpenGuide; onClose: () => void }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: companies = [] } = useQuery(everyCompanyQuery);
  const queries = useQueryClient();
  const edit = useEdit(opened);
  const [note, setNote] = useState('');
  const [tab, setTab] = useState<string | null>('steps');
  const { guide, isChanged, conflict } = edit;
  const record = opened.read.value;
  const began = edit.base.read.value.newest;
  const mayWrite = me.permissions.includes('guide.write');
  // Every guide stands at one path, and its number in the search.
  useLeaveWarning(
    () => isChanged && mayWrite,
    (from, to) => from.pathname === to.pathname && from.search.guide === to.search.guide,
  );
  const save = async (chosen?: Chosen) => {
    const saved = await (chosen ? edit.resolve(chosen, note) : edit.save(note));
    if (saved) setNote('');
    return saved;
  };
  const checking = useMutation({ mutationFn: () => checkGuide(cleaned(guide), record.id) });
  const publishing = useMutation({
    mutationFn: async () => {
      const { problems } = await checkGuide(cleaned(guide), record.id);
      if (problems.length > 0) return { problems };
      const number = isChanged || began === 0 ? (await save())?.number : began;
      if (number) {
        await publishGuide(record.id, number);
        await queries.invalidateQueries({ queryKey: ['guides'] });
      }
      return { problems };
    },
  });
  const failed = edit.problem ?? checking.error ?? publishing.error;
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
              loading={edit.isSaving}
              onClick={() => void save()}
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
      {conflict && (
        <ClashDialog
          key={conflict.theirs.read.etag}
          title={t`Somebody else has changed this guide`}
          by={conflict.by}
          found={conflict.found}
          label={placeText}
          text={valueText}
          onSave={(chosen) => void save(chosen)}
          isSaving={edit.isSaving}
          onSetAside={edit.setAside}
        />
      )}
      {problems && <Problems problems={problems} />}
      <Tabs key={began} value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="steps">{t`Steps`}</Tabs.Tab>
          <Tabs.Tab value="whole">{t`Whole guide`}</Tabs.Tab>
          <Tabs.Tab value="try">{t`Try it`}</Tabs.Tab>
          <Tabs.Tab value="versions">{t`Versions`}</Tabs.Tab>
          <Tabs.Tab value="files">{t`Files`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="steps" pt="md">
          <StepsEditor guide={guide} mayWrite={mayWrite} problems={problems ?? []} onChange={edit.change} />
        </Tabs.Panel>
        <Tabs.Panel value="whole" pt="md">
          <GuideForm guide={guide} mayWrite={mayWrite} onChange={edit.change} />
        </Tabs.Panel>
        <Tabs.Panel value="try" pt="md">
          <Preview
            key={JSON.stringify(guide)}
            name={record.name}
            guide={guide}
            agent={me.display_name || me.name}
            company={companies.find((one) => one.id === record.company_id)?.name ?? ''}
            language={guide.languages.find((one) => one !== i18n.locale) ?? i18n.locale}
            agentLanguage={i18n.locale}
          />
        </Tabs.Panel>
        <Tabs.Panel value="versions" pt="md">
          <Versions record={record} />
        </Tabs.Panel>
        <Tabs.Panel value="files" pt="md">
          <GuideFiles record={record} mayWrite={mayWrite} onRead={edit.change} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
