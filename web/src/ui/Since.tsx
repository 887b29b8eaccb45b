import { duration } from '@/words/format';
import { useNow } from './clock';
import classes from './marks.module.css';

interface Shown {
  /** When it began, in epoch seconds of the server. */
  at: number;
  /** How far the server's clock is ahead of this one, in seconds: `useConnection().clockOffset`. */
  offset?: number;
  /** From so many seconds on it is marked. */
  warn?: number;
  stop?: number;
}

/** How long something has lasted. All on a page turn at the same instant. */
export function Since({ at, offset = 0, warn, stop }: Shown) {
  const seconds = useNow() / 1000 + offset - at;
  const tone =
    stop !== undefined && seconds >= stop ? 'stop' : warn !== undefined && seconds >= warn ? 'warn' : 'none';
  return (
    <time className={classes.since} data-tone={tone} dateTime={new Date(at * 1000).toISOString()}>
      {duration(seconds)}
      {tone !== 'none' && <span aria-hidden> {tone === 'stop' ? '▲▲' : '▲'}</span>}
    </time>
  );
}
