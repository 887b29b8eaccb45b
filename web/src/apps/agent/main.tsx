import { i18n } from '@lingui/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { onSignedOut } from '@/api/client';
import { asProblem, mayPass } from '@/api/problem';
import { type Me, meQuery } from '@/api/session';
import { LanguageProvider, Workplace } from '@/features/workplace';
import { liveStream } from '@/live/live';
import { Kit } from '@/ui/Kit';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { firstKnown, keepLanguage, speak, wantedHere } from '@/words/language';
import { catalogues, languages } from './words/words';

const queries = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 10_000, retry: (tries, error) => tries < 2 && mayPass(error) },
  },
});

/** Signing in is the console's; it comes back here. */
const goSignIn = () => location.replace('/sign-in?back=%2Fwork');
onSignedOut(goSignIn);

const choose = (language: string) => {
  keepLanguage(language);
  void speak(catalogues, language);
};

/** Another language draws everything anew; what was typed is kept as a draft. */
function Agent({ me }: { me: Me }) {
  const language = useSyncExternalStore(
    (listener) => i18n.on('change', listener),
    () => i18n.locale,
  );
  return (
    <Kit key={language}>
      <LanguageProvider languages={languages} choose={choose}>
        <Workplace me={me} />
      </LanguageProvider>
    </Kit>
  );
}

const place = document.getElementById('root');
const root = place && createRoot(place);

async function begin() {
  await speak(catalogues, firstKnown(languages, wantedHere()));
  try {
    const me = await queries.fetchQuery(meQuery);
    if (languages.includes(me.language) && me.language !== i18n.locale) choose(me.language);
    i18n.on('change', () => {
      liveStream().reconnect();
      void queries.invalidateQueries(); // sentences of the API come in the language that was asked for
    });
    root?.render(
      <StrictMode>
        <QueryClientProvider client={queries}>
          <Agent me={me} />
        </QueryClientProvider>
      </StrictMode>,
    );
  } catch (error) {
    const problem = asProblem(error);
    if (problem.kind === 'signed_out') return;
    root?.render(
      <Kit>
        <main>
          <ProblemAlert problem={problem} onRetry={() => location.reload()} />
        </main>
      </Kit>,
    );
  }
}

await begin();
