import { t } from '@lingui/core/macro';
import { Button, Menu, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { changeMe, meQuery, signOut } from '@/api/session';
import {
  IconBoard,
  IconCalendar,
  IconClock,
  IconKey,
  IconLanguage,
  IconMoon,
  IconPhone,
  IconShield,
  IconSignOut,
  IconSun,
  IconUser,
  IconWarn,
} from '@/ui/icons';
import { nameOf } from '@/words/language';
import { useDesk } from '../desk';
import { useLanguages } from '../language';

/** What is needed now and then: the plan, the keys, the look, leaving. */
export function DeskMenu() {
  const { me, agent, moment, run, open } = useDesk();
  const { languages, choose } = useLanguages();
  const queries = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme();
  const leave = useMutation({
    mutationFn: signOut,
    onSettled: () => location.replace('/sign-in?back=%2Fwork'),
  });
  const speak = (language: string) => {
    choose(language);
    if (me.kind !== 'user') return;
    void run('language', async () => {
      const read = await queries.fetchQuery({ ...meQuery, staleTime: 0 });
      queries.setQueryData(meQuery.queryKey, await changeMe(read, { language }));
    });
  };
  const atWork = moment !== 'logged_out';
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <Button variant="subtle" color="rest" size="compact-md" leftSection={<IconUser size={18} />}>
          {me.display_name || me.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconCalendar />} onClick={() => open('day')}>
          {t`My day`}
        </Menu.Item>
        {atWork && (
          <Menu.Item leftSection={<IconClock />} onClick={() => open('plan')}>
            {t`Plan of the shift`}
          </Menu.Item>
        )}
        {atWork && agent?.value.leg_kind === 'browser' && (
          <Menu.Item leftSection={<IconPhone />} onClick={() => open('audio')}>
            {t`Audio`}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconShield />} onClick={() => open('recorded')}>
          {t`What the system records about me`}
        </Menu.Item>
        {atWork && (
          <Menu.Item leftSection={<IconWarn />} onClick={() => open('report')}>
            {t`Something is wrong here`}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconKey />} onClick={() => open('keys')}>
          {t`Keys`}
        </Menu.Item>
        <Menu.Item
          leftSection={scheme === 'dark' ? <IconSun /> : <IconMoon />}
          onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
        >
          {scheme === 'dark' ? t`Light` : t`Dark`}
        </Menu.Item>
        {languages.map((language) => (
          <Menu.Item key={language} leftSection={<IconLanguage />} onClick={() => speak(language)} lang={language}>
            {nameOf(language)}
          </Menu.Item>
        ))}
        <Menu.Item component="a" href="/account" target="_blank" leftSection={<IconUser />}>
          {t`Password, second factor, sessions`}
        </Menu.Item>
        {me.grants.some(({ role }) => role !== 'agent') && (
          <Menu.Item component="a" href="/" leftSection={<IconBoard />}>
            {t`To the console`}
          </Menu.Item>
        )}
        <Menu.Divider />
        {atWork && (
          <Menu.Item leftSection={<IconSignOut />} onClick={() => open('end')}>
            {t`End work…`}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconSignOut />} onClick={() => leave.mutate()}>
          {t`Sign out`}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
