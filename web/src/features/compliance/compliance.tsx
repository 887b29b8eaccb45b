import { t } from '@lingui/core/macro';
import { Stack, Tabs, Title } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { meQuery, type Permission } from '@/api/session';
import { type Catalogue, speakToo } from '@/words/language';
import { Decisions } from './parts/decisions';
import { Profiles } from './parts/profiles';
import { Registers } from './parts/registers';
import { Report } from './parts/report';
import { Retention } from './parts/retention';
import { Suppressions } from './parts/suppressions';

await speakToo(import.meta.glob<Catalogue>('./words/*.po'));

/** What the rules decided and why, who must not be called, and what proves it. */
export default function Compliance() {
  const { data: me } = useSuspenseQuery(meQuery);
  const { tab, rule, profile } = useSearch({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const all: [string, string, Permission, ReactNode][] = [
    ['decisions', t`Decisions`, 'report.read', <Decisions key="decisions" />],
    ['suppressions', t`Not to be called`, 'suppression.read', <Suppressions key="suppressions" me={me} />],
    ['registers', t`Registers`, 'register.read', <Registers key="registers" me={me} />],
    ['rules', t`Rules in words`, 'profile.read', <Profiles key="rules" rule={rule} profile={profile} />],
    ['report', t`Report of a campaign`, 'report.read', <Report key="report" />],
    ['retention', t`Retention`, 'retention.read', <Retention key="retention" me={me} />],
  ];
  const tabs = all.filter(([, , permission]) => me.permissions.includes(permission));
  const shown = tabs.find(([name]) => name === tab)?.[0] ?? tabs[0]?.[0] ?? null;
  return (
    <Stack gap="lg">
      <Title order={1}>{t`Compliance`}</Title>
      <Tabs
        value={shown}
        keepMounted={false}
        onChange={(value) => void navigate({ to: '.', search: { tab: value } } as never)}
      >
        <Tabs.List aria-label={t`Parts of this page`}>
          {tabs.map(([name, label]) => (
            <Tabs.Tab key={name} value={name}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {tabs.map(([name, , , part]) => (
          <Tabs.Panel key={name} value={name} pt="md">
            {part}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  );
}
