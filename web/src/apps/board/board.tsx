import { t } from '@lingui/core/macro';
import { useEffect, useState } from 'react';
import { useConnection } from '@/live/live';
import { Edge, StaleBanner } from './edge';
import { campaignsOf } from './figures';
import { CampaignsLayout } from './layouts/campaigns';
import { GoalLayout } from './layouts/goal';
import { PaceLayout } from './layouts/pace';
import { TelephonyLayout } from './layouts/telephony';
import { boardChannel, boardName, useBoard, useNews, useNow } from './now';
import { type Screen, type Settings, screensOf } from './settings';
import { SettingsPanel } from './settings-panel';
import { layoutName } from './texts';

/** The wallboard: its screens by turns, with the edge round them. */
export function Board(props: {
  settings: Settings;
  mayArrange: boolean;
  save: (settings: Settings) => Promise<string>;
}) {
  const { settings } = props;
  const campaigns = useBoard(campaignsOf);
  const screens = screensOf(settings, campaigns);
  const turn = useRotation(screens.length, settings.dwell);
  const [arranging, setArranging] = useState(false);
  const news = useNews();
  const screen = screens[turn.place % Math.max(1, screens.length)];
  const title = screen ? layoutName(screen.layout) : boardName;
  return (
    <div className={`board ${news.freshness} shift-${useShift()}`}>
      <Edge news={news} title={title} line={settings.news} />
      {(news.freshness === 'stale' || news.freshness === 'old') && <StaleBanner news={news} />}
      <main>
        {screen ? <Shown screen={screen} settings={settings} /> : <Nothing never={news.freshness === 'never'} />}
      </main>
      <nav className="controls" aria-label={t`Board`}>
        {screens.length > 1 && (
          <>
            <button type="button" aria-label={t`Previous screen`} onClick={() => turn.go(-1)}>
              ‹
            </button>
            <button type="button" aria-pressed={turn.paused} onClick={turn.pause}>
              {turn.paused ? t`Go on` : t`Hold`}
            </button>
            <button type="button" aria-label={t`Next screen`} onClick={() => turn.go(1)}>
              ›
            </button>
          </>
        )}
        {props.mayArrange && (
          <button type="button" onClick={() => setArranging(true)}>
            {t`Arrange…`}
          </button>
        )}
      </nav>
      {arranging && <SettingsPanel settings={settings} save={props.save} close={() => setArranging(false)} />}
    </div>
  );
}

function Shown({ screen, settings }: { screen: Screen; settings: Settings }) {
  const [id = 0] = screen.campaigns;
  switch (screen.layout) {
    case 'goal':
      return <GoalLayout key={id} campaign={id} settings={settings} />;
    case 'campaigns':
      return <CampaignsLayout campaigns={screen.campaigns} />;
    case 'pace':
      return <PaceLayout key={id} campaign={id} />;
    case 'telephony':
      return <TelephonyLayout />;
  }
}

function Nothing({ never }: { never: boolean }) {
  const { link, refused } = useConnection();
  const refusal = refused[boardChannel];
  if (refusal) return <p className="nothing">{refusal.detail}</p>;
  if (link === 'ended') return <p className="nothing">{t`This board is signed out. Open its link again.`}</p>;
  return <p className="nothing">{never ? t`No engine has been seen yet` : t`No campaign is open`}</p>;
}

/** Which screen is shown: the next after each dwell, unless somebody holds it. */
function useRotation(screens: number, dwell: number) {
  const [place, setPlace] = useState(0);
  const [paused, setPaused] = useState(false);
  const go = (by: number) => setPlace((now) => (now + by + screens) % Math.max(1, screens));
  // biome-ignore lint/correctness/useExhaustiveDependencies: a step by hand begins the dwell anew
  useEffect(() => {
    if (paused || screens < 2) return;
    const timer = setTimeout(() => go(1), dwell * 1000);
    return () => clearTimeout(timer);
  }, [place, paused, screens, dwell]);
  useEffect(() => {
    const onKey = ({ key, target }: KeyboardEvent) => {
      if (target instanceof HTMLElement && target.closest('dialog')) return;
      if (key === 'ArrowRight') go(1);
      if (key === 'ArrowLeft') go(-1);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
  return { place, paused, go, pause: () => setPaused(!paused) };
}

/** Against burn-in all moves by two pixels each minute, and comes back. */
const useShift = () => Math.floor(useNow() / 60) % 8;
