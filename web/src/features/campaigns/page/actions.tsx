import { t } from '@lingui/core/macro';
import { Button, Checkbox, Group, Menu, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import {
  archiveCampaign,
  type Campaign,
  closeCampaign,
  deleteCampaign,
  openCampaign,
  pauseCampaign,
  preflightQuery,
  startCampaign,
  stopCampaign,
} from '@/api/campaigns';
import type { Versioned } from '@/api/client';
import { asProblem } from '@/api/problem';
import { confirm } from '@/ui/Confirm';
import { IconDown, IconPause, IconPlay, IconStop } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { dateAndTime } from '@/words/format';
import { AsCopy } from '../list/new-campaign';
import { Findings } from './findings';

interface Shown {
  read: Versioned<Campaign>;
  permissions: readonly string[];
  onStart: (() => void) | null;
}

/** What can be done with the campaign as it is; what ends something is asked for once more. */
export function Actions({ read, permissions, onStart }: Shown) {
  const campaign = read.value;
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<'copy' | 'close' | null>(null);
  const { id, name, status } = campaign;
  const acting = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSettled: () => queries.invalidateQueries({ queryKey: ['campaigns'] }),
  });
  const may = (permission: string) => permissions.includes(permission);
  const stop = async () => {
    const body = t`No new call is placed and talks go on. Leads that were next go back to their lists.`;
    if (await confirm({ title: t`Stop ${name} now?`, body, action: t`Stop now`, tone: 'stop' })) {
      acting.mutate(() => stopCampaign(id));
    }
  };
  const archive = async () => {
    const body = t`It can then only be read, for good. Its calls are kept as long as the retention rules say.`;
    const asked = { title: t`Archive ${name}?`, body, action: t`Archive`, tone: 'stop', typed: name } as const;
    if (await confirm(asked)) acting.mutate(() => archiveCampaign(id));
  };
  const remove = async () => {
    const body = t`Only a campaign that never dialled, and has no lists and no agents, can be deleted.`;
    const asked = { title: t`Delete ${name}?`, body, action: t`Delete`, tone: 'stop' } as const;
    if (!(await confirm(asked))) return;
    acting.mutate(async () => {
      await deleteCampaign(read);
      await navigate({ to: '/campaigns' } as never);
    });
  };
  return (
    <Stack gap="xs" align="flex-end">
      <Group gap="xs">
        {onStart && (
          <Button leftSection={<IconPlay size={16} />} onClick={onStart}>
            {t`Start`}
          </Button>
        )}
        {may('campaign.stop') && status === 'running' && (
          <Button
            variant="default"
            leftSection={<IconPause size={16} />}
            onClick={() => acting.mutate(() => pauseCampaign(id))}
          >
            {t`Pause`}
          </Button>
        )}
        {may('campaign.stop') && (status === 'running' || status === 'paused') && (
          <Button color="stop" leftSection={<IconStop size={16} />} onClick={() => void stop()}>
            {t`Stop now`}
          </Button>
        )}
        {(may('campaign.end') || may('campaign.write')) && (
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" rightSection={<IconDown size={16} />}>
                {t`More`}
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              {may('campaign.write') && <Menu.Item onClick={() => setDialog('copy')}>{t`Copy…`}</Menu.Item>}
              {may('campaign.end') && status === 'stopped' && (
                <Menu.Item onClick={() => setDialog('close')}>{t`Close…`}</Menu.Item>
              )}
              {may('campaign.end') && status === 'closed' && (
                <Menu.Item onClick={() => acting.mutate(() => openCampaign(id))}>{t`Open again`}</Menu.Item>
              )}
              {may('campaign.end') && status === 'closed' && (
                <Menu.Item onClick={() => void archive()}>{t`Archive…`}</Menu.Item>
              )}
              {may('campaign.write') && status === 'stopped' && (
                <Menu.Item onClick={() => void remove()}>{t`Delete…`}</Menu.Item>
              )}
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
      {acting.error && <ProblemAlert problem={asProblem(acting.error)} onReread={() => acting.reset()} />}
      <Modal opened={dialog === 'copy'} onClose={() => setDialog(null)} title={t`Copy ${name}`}>
        <AsCopy campaignId={id} />
      </Modal>
      <Closing campaign={campaign} opened={dialog === 'close'} onClose={() => setDialog(null)} />
    </Stack>
  );
}

interface DialogShown {
  campaign: Campaign;
  opened: boolean;
  onClose: () => void;
}

function Closing({ campaign, opened, onClose }: DialogShown) {
  const queries = useQueryClient();
  const [cancels, setCancels] = useState(false);
  const closing = useMutation({
    mutationFn: () => closeCampaign(campaign.id, cancels),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: ['campaigns'] });
    },
  });
  return (
    <Modal opened={opened} onClose={onClose} title={t`Close ${campaign.name}?`}>
      <Stack>
        <Text>
          {t`Its lists become free for other campaigns. Settings, agents and results are kept, and it can be opened again.`}
        </Text>
        <Checkbox
          label={t`Cancel the call-backs that it promised: their leads are dialled like others`}
          checked={cancels}
          onChange={(event) => setCancels(event.currentTarget.checked)}
        />
        {closing.error && <ProblemAlert problem={asProblem(closing.error)} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>{t`Cancel`}</Button>
          <Button color="stop" onClick={() => closing.mutate()} loading={closing.isPending}>
            {t`Close the campaign`}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** What was found before the start, and the start. What stops it says what mends it. */
export function StartDialog({ campaign, opened, onClose }: DialogShown) {
  return (
    <Modal opened={opened} onClose={onClose} title={t`Start ${campaign.name}`} size="lg">
      {opened && <Starting campaign={campaign} onClose={onClose} />}
    </Modal>
  );
}

function Starting({ campaign, onClose }: Omit<DialogShown, 'opened'>) {
  const queries = useQueryClient();
  const { data: found, error, refetch } = useQuery({ ...preflightQuery(campaign.id), staleTime: 0 });
  const starting = useMutation({
    mutationFn: () => startCampaign(campaign.id),
    onSuccess: async () => {
      onClose();
      await queries.invalidateQueries({ queryKey: ['campaigns'] });
    },
  });
  const verdict = useRef<HTMLParagraphElement>(null);
  const isKnown = found !== undefined;
  // It is asked for as the dialog opens: until it comes, only the dialog's close button could have the focus.
  useEffect(() => {
    if (isKnown) verdict.current?.focus();
  }, [isKnown]);
  if (error) return <ProblemAlert problem={asProblem(error)} onRetry={() => void refetch()} />;
  if (!found) return <Loading />;
  const startsAt = found.starts_at ? new Date(found.starts_at) : null;
  return (
    <Stack>
      <Text ref={verdict} tabIndex={-1} data-autofocus>
        {!found.may_start
          ? t`It cannot be started yet. This is in the way:`
          : startsAt && startsAt.getTime() > Date.now() + 60_000
            ? t`It may be started; the first call can be placed on ${dateAndTime(startsAt)}.`
            : t`It may be started: calls are placed as soon as agents are ready.`}
      </Text>
      <Findings campaignId={campaign.id} findings={found.findings} onFollow={onClose} />
      {starting.error && <ProblemAlert problem={asProblem(starting.error)} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>{t`Not yet`}</Button>
        <Button
          leftSection={<IconPlay size={16} />}
          onClick={() => starting.mutate()}
          loading={starting.isPending}
          disabled={!found.may_start}
        >
          {t`Start`}
        </Button>
      </Group>
    </Stack>
  );
}
