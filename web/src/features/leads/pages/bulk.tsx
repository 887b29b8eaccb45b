import { plural, t } from '@lingui/core/macro';
import {
  Alert,
  Button,
  Group,
  List,
  Menu,
  Modal,
  NumberInput,
  Progress,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { agentsQuery } from '@/api/agents';
import { type BulkDone, changeLeads, type LeadsChange } from '@/api/leads';
import { listsQuery } from '@/api/lists';
import { asProblem } from '@/api/problem';
import { useJob } from '@/live/jobs';
import { confirm } from '@/ui/Confirm';
import { IconDown } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { number } from '@/words/format';
import type { LeadsSearch } from '../routes';

interface Shown {
  search: LeadsSearch;
  ids: number[];
  onDone: () => void;
}

type Asked = 'priority' | 'list' | 'owner' | 'suppress';

/** What is done with the leads that are selected, or with all that the filters name. */
export function Bulk({ search, ids, onDone }: Shown) {
  const [asked, setAsked] = useState<Asked | null>(null);
  const [all, setAll] = useState(false);
  // The filters reach as far as those of the API's own changes: a text, or a state that lasts moments, names nobody.
  const canAll = !search.q && Boolean(search.campaign || search.list) && FIRM.has(search.state ?? 'open');
  const change = useMutation({ mutationFn: changeLeads, onSuccess: (done) => !done.job_id && onDone() });
  const useAll = all && canAll && ids.length === 0;
  const those = (): LeadsChange =>
    useAll
      ? {
          filter: {
            campaign_id: search.campaign ?? null,
            list_id: search.list ?? null,
            state: (search.state ?? null) as 'open' | null,
            owner: search.owner ?? null,
            done_reason: search.reason ?? null,
          },
        }
      : { ids };
  const act = (what: LeadsChange) => {
    setAsked(null);
    setAll(false);
    change.mutate({ ...those(), action: 'change', ...what });
  };
  const disabled = ids.length === 0 && !useAll;
  const remove = async () => {
    const yes = await confirm({
      title: t`Delete these leads?`,
      body: t`Those without calls and call-backs are deleted for good; the others stay.`,
      action: t`Delete`,
      tone: 'stop',
    });
    if (yes) act({ action: 'delete' });
  };
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Menu position="bottom-start">
          <Menu.Target>
            <Button
              size="xs"
              variant="default"
              disabled={disabled}
              loading={change.isPending}
              rightSection={<IconDown size={16} />}
            >
              {useAll
                ? t`Change all that fit`
                : ids.length === 0
                  ? t`Change those selected`
                  : plural(ids.length, { one: 'Change # lead', other: 'Change # leads' })}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => act({ state: 'open' })}>{t`Dial them again`}</Menu.Item>
            <Menu.Item onClick={() => act({ state: 'done' })}>{t`Do not dial them any more`}</Menu.Item>
            <Menu.Item onClick={() => setAsked('priority')}>{t`Set the priority`}</Menu.Item>
            <Menu.Item onClick={() => setAsked('owner')}>{t`Give them to an agent`}</Menu.Item>
            <Menu.Item onClick={() => setAsked('list')}>{t`Move them to another list`}</Menu.Item>
            <Menu.Divider />
            <Menu.Item color="stop" onClick={() => setAsked('suppress')}>{t`They must not be called`}</Menu.Item>
            <Menu.Item color="stop" onClick={() => void remove()}>{t`Delete`}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
        {canAll && ids.length === 0 && (
          <Button size="xs" variant="subtle" aria-pressed={all} onClick={() => setAll(!all)}>
            {all ? t`Not all` : t`All that fit these filters`}
          </Button>
        )}
      </Group>
      {change.error && <ProblemAlert problem={asProblem(change.error)} />}
      {change.data && <Done done={change.data} onDone={onDone} />}
      <Modal opened={asked !== null} onClose={() => setAsked(null)} title={titles()[asked ?? 'priority']}>
        {asked && <Question asked={asked} onAnswer={act} />}
      </Modal>
    </Stack>
  );
}

const FIRM = new Set(['open', 'booked', 'held', 'done']);

const titles = (): Record<Asked, string> => ({
  priority: t`Set the priority`,
  owner: t`Give them to an agent`,
  list: t`Move them to another list`,
  suppress: t`They must not be called`,
});

function Question({ asked, onAnswer }: { asked: Asked; onAnswer: (what: LeadsChange) => void }) {
  const [said, setSaid] = useState('');
  const { data: lists } = useQuery({ ...listsQuery({ sort: 'name', limit: 1000 }), enabled: asked === 'list' });
  const { data: agents = [] } = useQuery({ ...agentsQuery, enabled: asked === 'owner' });
  const answer = (): LeadsChange => {
    switch (asked) {
      case 'priority':
        return { priority: Number(said) || 0 };
      case 'owner':
        return { owner: said };
      case 'list':
        return { list_id: Number(said) };
      default:
        return { action: 'suppress', reason: said };
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onAnswer(answer());
      }}
    >
      <Stack>
        {asked === 'priority' && (
          <NumberInput
            label={t`Priority`}
            description={t`The lowest is dialled first.`}
            min={-100}
            max={100}
            allowDecimal={false}
            value={said}
            onChange={(value) => setSaid(String(value))}
            data-autofocus
          />
        )}
        {asked === 'owner' && (
          <Select
            label={t`Agent`}
            placeholder={t`Nobody`}
            data={agents.map(({ name, display_name }) => ({ value: name, label: display_name || name }))}
            value={said || null}
            onChange={(value) => setSaid(value ?? '')}
            clearable
            clearButtonProps={{ 'aria-label': t`Nobody` }}
            searchable
            data-autofocus
          />
        )}
        {asked === 'list' && (
          <Select
            label={t`List`}
            data={lists?.items.map(({ id, name }) => ({ value: String(id), label: name })) ?? []}
            value={said || null}
            onChange={(value) => setSaid(value ?? '')}
            searchable
            data-autofocus
          />
        )}
        {asked === 'suppress' && (
          <>
            <Text size="sm">
              {t`Each person's objection is taken down for the company: no number of theirs is called any more, in any campaign.`}
            </Text>
            <TextInput
              label={t`Reason`}
              value={said}
              onChange={({ currentTarget }) => setSaid(currentTarget.value)}
              maxLength={500}
              data-autofocus
            />
          </>
        )}
        <Group justify="flex-end">
          <Button
            type="submit"
            color={asked === 'suppress' ? 'stop' : 'brand'}
            disabled={asked === 'list' && !said}
          >
            {asked === 'suppress' ? t`Suppress them` : t`Change`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What came of it: at once, or as the job goes on. */
function Done({ done, onDone }: { done: BulkDone; onDone: () => void }) {
  const job = useJob(done.job_id);
  const shown = job?.bulk ?? done;
  const ended = !done.job_id || Boolean(job?.ended_at);
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once, when the job has ended
  useEffect(() => {
    if (done.job_id && ended) onDone();
  }, [ended]);
  return (
    <Alert color={shown.refused > 0 ? 'warn' : 'ok'} role="status">
      {!ended && (
        <Progress value={job?.total ? (job.done / job.total) * 100 : 100} aria-label={t`How far it is`} mb="xs" />
      )}
      <Text size="sm">
        {plural(shown.changed, { one: '# lead changed.', other: '# leads changed.' })}
        {shown.refused > 0 &&
          ` ${plural(shown.refused, { one: '# is left as it was:', other: '# are left as they were:' })}`}
      </Text>
      {shown.refusals.length > 0 && (
        <List size="sm" data-from="api">
          {shown.refusals.slice(0, 5).map(({ id, detail }) => (
            <List.Item key={id}>
              {number(id)}: {detail}
            </List.Item>
          ))}
        </List>
      )}
    </Alert>
  );
}
