import { t } from '@lingui/core/macro';
import { useConnection } from '@/live/live';
import { timeOf } from '@/words/format';
import type { News } from './figures';
import { useNow } from './now';
import { Mark } from './parts';

/** Always at the edge: the clock, until when the figures are known, and the connection in words. */
export function Edge({ news, title, line }: { news: News; title: string; line: string }) {
  const now = useNow();
  return (
    <header className="edge">
      <h1>{title}</h1>
      {line && <p className="news">{line}</p>}
      <p className="as-of">
        <ConnectionMark news={news} />
        {news.freshness !== 'never' && <span>{t`as of ${timeOf(news.asOf * 1000, true)}`}</span>}
      </p>
      <p className="clock">{timeOf(now * 1000)}</p>
    </header>
  );
}

function ConnectionMark({ news }: { news: News }) {
  const { link } = useConnection();
  if (link === 'ended') return <Mark band="over">{t`signed out`}</Mark>;
  if (link !== 'live') return <Mark band="near">{t`connecting`}</Mark>;
  if (news.freshness === 'fresh') return <Mark band="good">{t`live`}</Mark>;
  return <Mark band="over">{t`no news`}</Mark>;
}

/** What is wrong with the figures below, in large letters. */
export function StaleBanner({ news }: { news: News }) {
  const time = timeOf(news.asOf * 1000, true);
  return (
    <p className="banner" role="alert">
      {`■ ${t`No news since ${time}`}`}
    </p>
  );
}
