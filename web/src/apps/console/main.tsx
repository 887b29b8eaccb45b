import { i18n } from '@lingui/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { onSignedOut } from '@/api/client';
import { mayPass } from '@/api/problem';
import { liveStream } from '@/live/live';
import { Kit } from '@/ui/Kit';
import { firstKnown, speak, wantedHere } from '@/words/language';
import { catalogues, languages } from '@/words/words';
import { makeRouter } from './router';

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (tries, error) => tries < 2 && mayPass(error),
    },
  },
});
const router = makeRouter(queries);

onSignedOut(() => {
  const { pathname, href } = router.state.location;
  if (pathname === '/sign-in') return;
  queries.clear();
  void router.navigate({ to: '/sign-in', search: pathname === '/' ? {} : { back: href } });
});

/** Another language draws everything anew: texts stand in all parts, and few change it twice. */
function Console() {
  const language = useSyncExternalStore(
    (listener) => i18n.on('change', listener),
    () => i18n.locale,
  );
  return (
    <Kit key={language}>
      <RouterProvider router={router} />
    </Kit>
  );
}

await speak(catalogues, firstKnown(languages, wantedHere()));
i18n.on('change', () => {
  liveStream().reconnect();
  void queries.invalidateQueries(); // sentences of the API come in the language that was asked for
});
const place = document.getElementById('root');
if (place) {
  createRoot(place).render(
    <StrictMode>
      <QueryClientProvider client={queries}>
        <Console />
      </QueryClientProvider>
    </StrictMode>,
  );
}
