import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import { Button, Stack } from '@mantine/core';
import { type QueryClient, useSuspenseQuery } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  Outlet,
  redirect,
  useRouter,
} from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { asProblem } from '@/api/problem';
import { type Me, meQuery } from '@/api/session';
import { pages as boardPages } from '@/features/boards/routes';
import { pages as callerIdPages } from '@/features/caller-ids/routes';
import { pages as campaignPages } from '@/features/campaigns/routes';
import { pages as companyPages } from '@/features/companies/routes';
import { pages as compliancePages } from '@/features/compliance/routes';
import { pages as destinationPages } from '@/features/destinations/routes';
import { Gallery, galleryTitle } from '@/features/gallery/routes';
import { pages as leadPages } from '@/features/leads/routes';
import { pages as listPages } from '@/features/lists/routes';
import { pages as overviewPages } from '@/features/overview/routes';
import { maySee, type Page } from '@/features/page';
import { pages as peoplePages } from '@/features/people/routes';
import { pages as provisioningPages } from '@/features/provisioning/routes';
import { pages as resultPages } from '@/features/results/routes';
import { pages as scriptPages } from '@/features/scripts/routes';
import { ownPath, takeBack } from '@/features/session/back';
import { SignIn, pages as sessionPages, Welcome } from '@/features/session/routes';
import { setupIsOpen } from '@/features/setup';
import { pages as setupPages } from '@/features/setup/routes';
import { pages as supervisionPages } from '@/features/supervision/routes';
import { pages as telephonyPages } from '@/features/telephony/routes';
import { EmptyYet } from '@/ui/Empty';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { keepLanguage, speak } from '@/words/language';
import { catalogues, languages } from '@/words/words';

// Who signs in does not need it yet.
const Shell = lazy(() => import('./shell'));

// In the order of the navigation. A new feature adds its pages here, and nowhere else.
const PAGES: Page[] = [
  ...overviewPages,
  ...campaignPages,
  ...listPages,
  ...leadPages,
  ...resultPages,
  ...scriptPages,
  ...supervisionPages,
  ...telephonyPages,
  ...provisioningPages,
  ...callerIdPages,
  ...destinationPages,
  ...companyPages,
  ...compliancePages,
  ...boardPages,
  ...peoplePages,
  ...setupPages,
  ...sessionPages,
];

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: () => (
    <main>
      <NotFound />
    </main>
  ),
  errorComponent: Failure,
});

/** Who works as an agent and does nothing else here begins at the workplace, which is an application of its own. */
const worksOnly = ({ agent_id, grants }: Me) =>
  agent_id !== null && grants.length > 0 && grants.every(({ role }) => role === 'agent');
const WORK = '/work';

/** Where one begins: at the set-up, for who may do it and as long as no call was placed. */
const firstPage = async (queries: QueryClient) => {
  if (worksOnly(await queries.ensureQueryData(meQuery))) return WORK;
  return (await setupIsOpen(queries)) ? '/setup' : '/';
};

const signInRoute = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (raw: Record<string, unknown>): { back?: string } =>
    raw.back ? { back: ownPath(raw.back, '/') } : {},
  component: function SignInPage() {
    const { back } = signInRoute.useSearch();
    const { history } = useRouter();
    const { queries } = signInRoute.useRouteContext();
    // Loaded whole: boards and the reference are no pages of the console.
    const goBack = async () => location.replace(back ?? (ownPath(takeBack(), '') || (await firstPage(queries))));
    useTitle(t`Sign in`);
    return (
      <Suspense fallback={<Wait />}>
        <SignIn onSignedIn={(byLink) => (byLink ? history.replace('/welcome') : void goBack())} />
      </Suspense>
    );
  },
});

/** Pages for people who are signed in; others sign in first, and come back. */
const signedInRoute = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Outlet,
  pendingComponent: Wait,
  beforeLoad: async ({ context, location }) => {
    try {
      const me = await context.queries.ensureQueryData(meQuery);
      if (location.pathname === '/' && worksOnly(me)) window.location.replace(WORK);
      if (languages.includes(me.language) && me.language !== i18n.locale) {
        keepLanguage(me.language);
        await speak(catalogues, me.language);
      }
    } catch (error) {
      if (asProblem(error).kind !== 'signed_out') throw error;
      const back = location.href === '/' ? {} : { back: location.href };
      throw redirect({ to: '/sign-in', search: back });
    }
  },
});

const welcomeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/welcome',
  component: function WelcomePage() {
    const { data: me } = useSuspenseQuery(meQuery);
    const { history } = useRouter();
    const { queries } = welcomeRoute.useRouteContext();
    const goOn = async () => {
      const first = await firstPage(queries);
      if (first === WORK) location.replace(first);
      else history.push(first);
    };
    useTitle(t`Welcome`);
    return (
      <Suspense fallback={<Wait />}>
        <Welcome me={me} onDone={() => void goOn()} />
      </Suspense>
    );
  },
});

const shellRoute = createRoute({
  getParentRoute: () => signedInRoute,
  id: 'shell',
  component: () => (
    <Suspense fallback={<Wait />}>
      <Shell pages={PAGES} />
    </Suspense>
  ),
});

const galleryRoute = createRoute({
  getParentRoute: () => root,
  path: '/gallery',
  component: function GalleryPage() {
    useTitle(galleryTitle());
    return (
      <main>
        <Suspense fallback={<Wait />}>
          <Gallery />
        </Suspense>
      </main>
    );
  },
});

const pageRoutes = PAGES.map((page) => {
  const Content = lazy(page.load);
  return createRoute({
    getParentRoute: () => shellRoute,
    path: page.path,
    ...(page.search ? { validateSearch: page.search } : {}),
    component: function PageRoute() {
      const { data: me } = useSuspenseQuery(meQuery);
      useTitle(page.title());
      return maySee(me, page) ? <Content /> : <NotAllowed />;
    },
  });
});

function Wait() {
  return <Loading />;
}

function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} – Pronto`;
  }, [title]);
}

function NotAllowed() {
  return (
    <EmptyYet title={t`This page is not for you`}>
      {t`Your roles do not include it. Whoever manages the users can add one.`}
    </EmptyYet>
  );
}

function NotFound() {
  return (
    <EmptyYet
      title={t`There is no such page`}
      action={<Button component={Link} to="/">{t`To the overview`}</Button>}
    />
  );
}

/** A page that failed: what the API says, or what broke in the page, and another try. */
function Failure({ error, reset }: ErrorComponentProps) {
  return (
    <Stack p="md" component="main">
      <ProblemAlert problem={asProblem(error)} onRetry={reset} />
    </Stack>
  );
}

export function makeRouter(queries: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([
      signInRoute,
      galleryRoute,
      signedInRoute.addChildren([welcomeRoute, shellRoute.addChildren(pageRoutes)]),
    ]),
    context: { queries },
    defaultPendingComponent: Wait,
    scrollRestoration: true,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
