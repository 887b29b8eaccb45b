import { t } from '@lingui/core/macro';
import { Button, Group, Menu, Modal, Switch } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Versioned } from '@/api/client';
import { archiveList, changeList, deleteList, exportLeads, type ListFigures, unarchiveList } from '@/api/lists';
import { asProblem } from '@/api/problem';
import type { Me } from '@/api/session';
import { useConfirmed } from '@/features/session';
import { confirm } from '@/ui/Confirm';
import { IconDown, IconDownload, IconPlus } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { saveFile } from '@/ui/save-file';
import { AddLead } from './add-lead';

/** What is done with a whole list: switched on and off, taken out, put away. */
export function ListActions({ read, me }: { read: Versioned<ListFigures>; me: Me }) {
  const list = read.value;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const confirmed = useConfirmed(me);
  const [adding, setAdding] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: ['lists'] });
  const act = useMutation({
    mutationFn: (what: () => Promise<unknown>) => what(),
    onSuccess: refresh,
    onError: (error) => {
      const { kind, message } = asProblem(error);
      if (kind !== 'conflict') notifications.show({ color: 'stop', message });
    },
  });
  const problem = act.error && asProblem(act.error);
  const may = (permission: Me['permissions'][number]) => me.permissions.includes(permission);
  const archive = async () => {
    const asked = await confirm({
      title: t`Archive “${list.name}”?`,
      body: t`Nobody in it is called any more. Its leads can still be read and exported, and it can be taken out again.`,
      action: t`Archive`,
    });
    if (asked) act.mutate(() => archiveList(list.id));
  };
  const remove = async () => {
    const asked = await confirm({
      title: t`Delete “${list.name}”?`,
      body: t`The list and the records of its imports are deleted. A list with leads cannot be deleted.`,
      action: t`Delete`,
      tone: 'stop',
    });
    if (!asked) return;
    act.mutate(async () => {
      await deleteList(read);
      await navigate({ to: '/lists' } as never);
    });
  };
  return (
    <Group gap="sm">
      {problem?.kind === 'conflict' && (
        <ProblemAlert
          problem={problem}
          onReread={() => {
            act.reset();
            void refresh();
          }}
        />
      )}
      {may('list.write') && !list.archived_at && (
        <Switch
          label={t`Is dialled`}
          checked={list.enabled}
          disabled={act.isPending}
          onChange={({ currentTarget }) => {
            const enabled = currentTarget.checked;
            act.mutate(() => changeList(list.id, { enabled }, read));
          }}
        />
      )}
      {may('lead.write') && !list.archived_at && (
        <Button variant="default" leftSection={<IconPlus size={18} />} onClick={() => setAdding(true)}>
          {t`Add a lead`}
        </Button>
      )}
      {may('lead.export') && (
        <Button
          variant="default"
          leftSection={<IconDownload size={18} />}
          loading={act.isPending}
          onClick={() =>
            act.mutate(async () => saveFile(await confirmed(() => exportLeads(list.id)), `${list.name}.csv`))
          }
        >
          {t`Export`}
        </Button>
      )}
      {may('list.write') && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" rightSection={<IconDown size={16} />}>{t`More`}</Button>
          </Menu.Target>
          <Menu.Dropdown>
            {list.archived_at ? (
              <Menu.Item onClick={() => act.mutate(() => unarchiveList(list.id))}>
                {t`Take out of the archive`}
              </Menu.Item>
            ) : (
              <Menu.Item onClick={() => void archive()}>{t`Archive`}</Menu.Item>
            )}
            <Menu.Item color="stop" onClick={() => void remove()}>{t`Delete`}</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      <Modal opened={adding} onClose={() => setAdding(false)} title={t`Add a lead`} size="lg">
        <AddLead list={list} />
      </Modal>
    </Group>
  );
}
