import { plural, t } from '@lingui/core/macro';
import { Stack, Tabs, Title } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { meQuery } from '@/api/session';
import { handsQuery } from '@/api/supervision';
import { AlertList } from '@/features/alerts';
import { type Catalogue, speakToo } from '@/words/language';
import { Floor } from './parts/floor';
import { Hands } from './parts/hands';
import { IssueReports } from './parts/issue-reports';
import { Owed } from './parts/owed';
import { PauseReasons } from './parts/pause-reasons';
import { TeamMessages } from './parts/team-messages';

await speakToo(import.meta.glob<Catalogue>('./words/*.po'));

/** The supervisor's desk: what is wrong, what agents do as far as the law lets it be seen, and what they need. */
export default function Supervision() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { tab = 'agents' } = useSearch({ strict: false }) as { tab?: string };
  const navigate = useNavigate();
  const { data: hands = [] } = useQuery(handsQuery);
  const may = (permission: (typeof me.permissions)[number]) => me.permissions.includes(permission);
  const tabs: [string, string, boolean][] = [
    ['agents', t`Agents`, may('board.read')],
    ['hands', plural(hands.length, { one: 'Raised hands (#)', other: 'Raised hands (#)' }), true],
    ['owed', t`Call-backs and promises`, may('callback.read')],
    ['issue-reports', t`Issue reports`, may('agent.read')],
    ['team-messages', t`Team messages`, may('team_message.read')],
    ['reasons', t`Reasons to pause`, may('agent.write')],
  ];
  return (
    <Stack gap="lg">
      <Title order={1}>{t`Supervision`}</Title>
      {may('board.read') && <AlertList />}
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => void navigate({ to: '.', search: value === 'agents' ? {} : { tab: value } } as never)}
      >
        <Tabs.List aria-label={t`Parts of this page`}>
          {tabs
            .filter(([, , shown]) => shown)
            .map(([value, label]) => (
              <Tabs.Tab key={value} value={value}>
                {label}
              </Tabs.Tab>
            ))}
        </Tabs.List>
        <Tabs.Panel value="agents" pt="md">
          <Floor me={me} />
        </Tabs.Panel>
        <Tabs.Panel value="hands" pt="md">
          <Hands />
        </Tabs.Panel>
        <Tabs.Panel value="owed" pt="md">
          <Owed me={me} />
        </Tabs.Panel>
        <Tabs.Panel value="issue-reports" pt="md">
          <IssueReports />
        </Tabs.Panel>
        <Tabs.Panel value="team-messages" pt="md">
          <TeamMessages me={me} />
        </Tabs.Panel>
        <Tabs.Panel value="reasons" pt="md">
          <PauseReasons />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
