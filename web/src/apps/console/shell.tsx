import { t } from '@lingui/core/macro';
import {
  AppShell,
  Burger,
  Button,
  Group,
  Menu,
  NavLink,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import { type Me, meQuery, signOut } from '@/api/session';
import { maySee, type Page, type PageGroup } from '@/features/page';
import { IconHeadset, IconMoon, IconSignOut, IconSun, IconUser } from '@/ui/icons';
import { Loading } from '@/ui/Loading';

/** What stands around every page: the navigation, which shows what the person may see, and the person's menu. */
export default function Shell({ pages }: { pages: readonly Page[] }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const [opened, { toggle, close }] = useDisclosure(false);
  const links = useLinksInView();
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 230, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="md"
    >
      <a className="skip" href="#main">{t`To the content`}</a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={t`Navigation`}
              aria-expanded={opened}
            />
            <img src="/pages/icon.svg" width={28} height={28} alt="" />
            <Text fw={700} size="lg">
              Pronto
            </Text>
          </Group>
          <PersonMenu me={me} />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label={t`Navigation`}>
        <div ref={links} style={{ overflowY: 'auto', minHeight: 0 }}>
          {GROUPS.map((group) => (
            <Links
              key={group ?? ''}
              title={group && groupTitle(group)}
              pages={pages.filter((page) => page.icon && page.group === group && maySee(me, page))}
              onGo={close}
            />
          ))}
        </div>
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        <Suspense fallback={<Loading lines={6} />}>
          <Outlet />
        </Suspense>
      </AppShell.Main>
    </AppShell>
  );
}

/** On a low screen the navigation scrolls: the page that is shown is in view there. */
function useLinksInView() {
  const links = useRef<HTMLDivElement>(null);
  const at = useLocation({ select: ({ pathname }) => pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another page has another link
  useEffect(() => {
    const box = links.current?.getBoundingClientRect();
    const here = links.current?.querySelector('[aria-current=page]')?.getBoundingClientRect();
    if (!links.current || !box || !here) return;
    if (here.bottom > box.bottom) links.current.scrollTop += here.bottom - box.bottom;
    if (here.top < box.top) links.current.scrollTop -= box.top - here.top;
  }, [at]);
  return links;
}

const GROUPS: (PageGroup | undefined)[] = [undefined, 'calls', 'telephony', 'law', 'system'];

function groupTitle(group: PageGroup): string {
  return { calls: t`Calls`, telephony: t`Telephony`, law: t`Law`, system: t`System` }[group];
}

/** The pages of a group, under its title; nothing where the person may see none of them. */
function Links({ title, pages, onGo }: { title: string | undefined; pages: readonly Page[]; onGo: () => void }) {
  const at = useLocation({ select: ({ pathname }) => pathname });
  if (pages.length === 0) return null;
  return (
    <section {...(title ? { 'aria-label': title } : {})}>
      {title && (
        <Text size="xs" c="dimmed" fw={600} px="sm" pt="md" pb={4} aria-hidden>
          {title}
        </Text>
      )}
      {pages.map((page) => {
        const { path, title: nameOf, icon: Icon } = page;
        const current = path === '/' ? at === '/' : at === path || at.startsWith(`${path}/`);
        return (
          <NavLink
            key={path}
            component={Link}
            to={path}
            label={nameOf()}
            leftSection={Icon && <Icon />}
            active={current}
            aria-current={current ? 'page' : undefined}
            onClick={onGo}
          />
        );
      })}
    </section>
  );
}

function PersonMenu({ me }: { me: Me }) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { setColorScheme } = useMantineColorScheme();
  const scheme = useComputedColorScheme();
  const leave = useMutation({
    mutationFn: signOut,
    onSettled: async () => {
      await navigate({ to: '/sign-in' });
      queries.clear();
    },
  });
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <Button variant="subtle" color="rest" leftSection={<IconUser />}>
          {me.display_name || me.name}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {me.kind === 'user' && (
          <Menu.Item component={Link} to="/account" leftSection={<IconUser />}>
            {t`Your account`}
          </Menu.Item>
        )}
        {me.agent_id !== null && (
          <Menu.Item component="a" href="/work" leftSection={<IconHeadset />}>
            {t`Workplace`}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={scheme === 'dark' ? <IconSun /> : <IconMoon />}
          onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
        >
          {scheme === 'dark' ? t`Light` : t`Dark`}
        </Menu.Item>
        <Menu.Item leftSection={<IconSignOut />} onClick={() => leave.mutate()}>
          {t`Sign out`}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
