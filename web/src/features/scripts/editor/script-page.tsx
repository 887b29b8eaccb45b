import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import { Button, Group, Stack, Tabs, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { everyCompanyQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { checkScript, type OpenScript, openScriptQuery, publishScript } from '@/api/scripts';
import { meQuery } from '@/api/session';
import type { Chosen } from '@/features/clash';
import { ClashDialog } from '@/features/clash-dialog';
import { useLeaveWarning } from '@/features/leave-warning';
import { Preview } from '@/features/script-run';
import { IconLeft } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { cleaned } from './draft';
import { ScriptFiles } from './files';
import { placeText, valueText } from './place-words';
import { Problems } from './problems';
import { ScriptForm } from './script-form';
import { StepsEditor } from './steps-editor';
import { useEdit } from './use-edit';
import { Versions } from './versions';
import { kindText } from './words';

/** One script: its steps, how the agent sees them, its versions, its files. */
export function ScriptPage({ scriptId, onClose }: { scriptId: number; onClose: () => void }) {
  const { data, error, refetch } = useQuery(openScriptQuery(scriptId));
  // What is being written stays, also where a later reading fails.
  if (data) return <Editing key={scriptId} opened={data} onClose={onClose} />;
  return error ? <ProblemAlert problem={asProblem(error)} onRetry={() => void refetch()} /> : <Loading />;
}

function Editing({ opened, onClose }: { opened: OpenScript; onClose: () => void }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: companies = [] } = useQuery(everyCompanyQuery);
  const queries = useQueryClient();
  const edit = useEdit(opened);
  const [note, setNote] = useState('');
  const [tab, setTab] = useState<string | null>('steps');
  const { script, isChanged, conflict } = edit;
  const record = opened.read.value;
  const began = edit.base.read.value.newest;
  const mayWrite = me.permissions.includes('script.write');
  // Every script stands at one path, and its number in the search.
  useLeaveWarning(
    () => isChanged && mayWrite,
    (from, to) => from.pathname === to.pathname && from.search.script === to.search.script,
  );
  const save = async (chosen?: Chosen) => {
    const saved = await (chosen ? edit.resolve(chosen, note) : edit.save(note));
    if (saved) setNote('');
    return saved;
  };
  const checking = useMutation({ mutationFn: () => checkScript(cleaned(script), record.id) });
  const publishing = useMutation({
    mutationFn: async () => {
      const { problems } = await checkScript(cleaned(script), record.id);
      if (problems.length > 0) return { problems };
      const number = isChanged || began === 0 ? (await save())?.number : began;
      if (number) {
        await publishScript(record.id, number);
        await queries.invalidateQueries({ queryKey: ['scripts'] });
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
            {t`All scripts`}
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
          title={t`Somebody else has changed this script`}
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
          <Tabs.Tab value="whole">{t`Whole script`}</Tabs.Tab>
          <Tabs.Tab value="try">{t`Try it`}</Tabs.Tab>
          <Tabs.Tab value="versions">{t`Versions`}</Tabs.Tab>
          <Tabs.Tab value="files">{t`Files`}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="steps" pt="md">
          <StepsEditor script={script} mayWrite={mayWrite} problems={problems ?? []} onChange={edit.change} />
        </Tabs.Panel>
        <Tabs.Panel value="whole" pt="md">
          <ScriptForm script={script} mayWrite={mayWrite} onChange={edit.change} />
        </Tabs.Panel>
        <Tabs.Panel value="try" pt="md">
          <Preview
            key={JSON.stringify(script)}
            name={record.name}
            script={script}
            agent={me.display_name || me.name}
            company={companies.find((one) => one.id === record.company_id)?.name ?? ''}
            language={script.languages.find((one) => one !== i18n.locale) ?? i18n.locale}
            agentLanguage={i18n.locale}
          />
        </Tabs.Panel>
        <Tabs.Panel value="versions" pt="md">
          <Versions record={record} />
        </Tabs.Panel>
        <Tabs.Panel value="files" pt="md">
          <ScriptFiles record={record} mayWrite={mayWrite} onRead={edit.change} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
