import { t } from '@lingui/core/macro';
import { Anchor, Group, Stack, Tabs, Title } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { type Campaign, campaignQuery } from '@/api/campaigns';
import type { Versioned } from '@/api/client';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { useLeaveWarning } from '@/features/leave-warning';
import { useConnection, useLive } from '@/live/live';
import { EmptyYet } from '@/ui/Empty';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Stale } from '@/ui/Stale';
import { type Catalogue, speakToo } from '@/words/language';
import type { LiveCampaign } from '../live';
import { Actions, StartDialog } from './actions';
import { AgentsTab } from './agents-tab';
import { AnswersTab } from './answers-tab';
import { DispositionsTab } from './dispositions-tab';
import { HoursTab } from './hours-tab';
import { ListsTab } from './lists-tab';
import { NowTab } from './now-tab';
import { PacingTab } from './pacing-tab';
import { RetriesTab } from './retries-tab';
import { SaveBar } from './save-bar';
import { ScriptsTab } from './scripts-tab';
import { maySeeTab, TABS, tabText } from './tabs';
import { TelephonyTab } from './telephony-tab';
import { TopLine } from './top-line';
import { useEdit } from './use-edit';
import { useScripts } from './use-scripts';

await speakToo(import.meta.glob<Catalogue>('../words/*.po'));

/** One campaign: whether it dials and why, and everything it is made of. */
export default function CampaignPage() {
  const { id } = useParams({ strict: false }) as { id: string };
  const campaignId = Number(id);
  const { data, error, refetch } = useQuery({ ...campaignQuery(campaignId), enabled: campaignId > 0 });
  const problem = error && asProblem(error);
  if (!(campaignId > 0) || problem?.kind === 'gone') {
    return (
      <EmptyYet
        title={t`There is no such campaign`}
        action={<Anchor component={Link} to={'/campaigns' as never}>{t`All campaigns`}</Anchor>}
      />
    );
  }
  if (problem) return <ProblemAlert problem={problem} onRetry={() => void refetch()} />;
  if (!data) return <Loading lines={8} />;
  return <Shown key={campaignId} read={data} />;
}

function Shown({ read }: { read: Versioned<Campaign> }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const campaign = read.value;
  const { tab: wanted } = useSearch({ strict: false }) as { tab?: string };
  const tabs = TABS.filter((one) => maySeeTab(me.permissions, one));
  const tab = tabs.find((one) => one === wanted) ?? 'now';
  const navigate = useNavigate();
  const mayWrite = me.permissions.includes('campaign.write') && campaign.status !== 'archived';
  const edit = useEdit(read, mayWrite);
  const scripts = useScripts(campaign.id, { shown: tab === 'scripts', mayWrite });
  useLeaveWarning(() => edit.changed.length > 0 || scripts.isChanged);
  const live = useLive(`campaign:${campaign.id}`, (parts) => parts[`campaign:${campaign.id}`]) as
    | LiveCampaign
    | undefined;
  const { heardAt, engineAge } = useConnection();
  const [starting, setStarting] = useState(false);
  const mayStart = me.permissions.includes('campaign.start') && ['stopped', 'paused'].includes(campaign.status);
  const onStart = mayStart ? () => setStarting(true) : null;
  useEffect(() => {
    document.title = `${campaign.name} – Pronto`;
  }, [campaign.name]);
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <div>
          <Anchor component={Link} to={'/campaigns' as never} size="sm">{t`All campaigns`}</Anchor>
          <Title order={1}>{campaign.name}</Title>
        </div>
        <Actions read={read} permissions={me.permissions} onStart={onStart} />
      </Group>
      <Stale heardAt={heardAt} engineAge={live ? engineAge : 0}>
        <TopLine campaign={campaign} live={live} me={me} onStart={onStart} />
      </Stale>
      <Tabs
        value={tab}
        onChange={(next) =>
          void navigate({
            to: `/campaigns/${campaign.id}`,
            search: next && next !== 'now' ? { tab: next } : {},
          } as never)
        }
        keepMounted={false}
      >
        <Tabs.List>
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one} px="sm">
              {tabText(one)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={tab} pt="md">
          {tab === 'now' && <NowTab campaign={campaign} live={live} permissions={me.permissions} />}
          {tab === 'pacing' && <PacingTab campaign={campaign} live={live} edit={edit} />}
          {tab === 'agents' && <AgentsTab campaign={campaign} permissions={me.permissions} edit={edit} />}
          {tab === 'lists' && <ListsTab campaign={campaign} live={live} />}
          {tab === 'hours' && <HoursTab campaign={campaign} edit={edit} />}
          {tab === 'retries' && <RetriesTab edit={edit} />}
          {tab === 'dispositions' && <DispositionsTab edit={edit} />}
          {tab === 'scripts' && <ScriptsTab campaign={campaign} edit={scripts} />}
          {tab === 'answers' && <AnswersTab campaign={campaign} edit={edit} />}
          {tab === 'telephony' && <TelephonyTab campaign={campaign} edit={edit} />}
        </Tabs.Panel>
      </Tabs>
      <SaveBar edit={edit} scripts={scripts} />
      <StartDialog campaign={campaign} opened={starting} onClose={() => setStarting(false)} />
    </Stack>
  );
}
