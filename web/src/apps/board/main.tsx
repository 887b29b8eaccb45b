import './board.css';
import { t } from '@lingui/core/macro';
import { useState } from 'react';
import { createRoot } from 'react-dom/client';
import { type Board as Kept, openBoard, readBoard, readBuild, readCaller, saveBoard } from '@/api/boards';
import { asProblem } from '@/api/problem';
import { byEvents, liveStream } from '@/live/live';
import { firstKnown, speak, wantedHere } from '@/words/language';
import { Board } from './board';
import { boardName } from './now';
import { type Settings, settingsOf } from './settings';
import { catalogues, languages } from './words/words';

const BUILD_LOOK_MS = 60_000;
const NIGHT_HOUR = 4;

const speakAs = (settings: Settings) =>
  speak(catalogues, firstKnown(languages, [...(settings.language ? [settings.language] : []), ...wantedHere()]));

/** The token of a board's link, which is taken out of the address and exchanged for a cookie. */
const token = new URLSearchParams(location.hash.slice(1)).get('token');
if (token) history.replaceState(null, '', location.pathname + location.search);

function App({ kept, mayArrange }: { kept: Settings; mayArrange: boolean }) {
  const [settings, setSettings] = useState(kept);
  document.documentElement.dataset.theme = settings.theme;
  const save = async (next: Settings) => {
    try {
      await saveBoard(boardName, next);
    } catch (error) {
      const problem = asProblem(error);
      return problem.message || problem.title || t`Pronto does not answer.`;
    }
    await speakAs(next);
    liveStream().reconnect(); // in the board's language, with its campaigns
    setSettings(next);
    return '';
  };
  return <Board settings={settings} mayArrange={mayArrange} save={save} />;
}

/** Load the page anew when Pronto serves another version, and once a night, which frees what a browser has gathered. */
function renewWhenDue(): void {
  const [began, own] = [Date.now(), new URL(import.meta.url).pathname];
  setInterval(async () => {
    const build = await readBuild();
    const night = new Date().getHours() === NIGHT_HOUR && Date.now() - began > 3_600_000;
    if (build && (build !== own || night)) location.reload();
  }, BUILD_LOOK_MS);
}

function show(message: string): void {
  const place = document.createElement('p');
  place.className = 'nothing';
  place.append(message);
  document.getElementById('root')?.replaceChildren(place);
}

async function begin(): Promise<void> {
  let board: Kept | null = null;
  let mayArrange = false;
  document.documentElement.dataset.theme = 'dark';
  try {
    if (token) await openBoard(token);
    [{ mayArrange }, board] = await Promise.all([readCaller(), readBoard(boardName)]);
  } catch (error) {
    const { kind, message } = asProblem(error);
    await speakAs(settingsOf(null));
    if (token && kind !== 'network' && kind !== 'busy') {
      show(t`This link no longer opens the board. Ask for a new one.`);
      return;
    }
    if (kind === 'signed_out') {
      location.replace(`/sign-in?back=${encodeURIComponent(location.pathname + location.search)}`);
      return;
    }
    show(message || t`Pronto does not answer. This page tries again by itself.`);
    setTimeout(() => location.reload(), 5000);
    return;
  }
  const settings = settingsOf(board?.settings);
  await speakAs(settings);
  liveStream(byEvents);
  const root = document.getElementById('root');
  if (root) createRoot(root).render(<App kept={settings} mayArrange={mayArrange} />);
  renewWhenDue();
}

await begin();
