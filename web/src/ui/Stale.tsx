import { t } from '@lingui/core/macro';
import type { ReactNode } from 'react';
import { duration, timeOf } from '@/words/format';
import { useNow } from './clock';
import { IconNoLink } from './icons';
import classes from './marks.module.css';

interface Shown {
  /** When Pronto was last heard, by `performance.now()`; null before the first time. */
  heardAt: number | null;
  /** How old the engine's news were then, in seconds. */
  engineAge?: number | null;
  limit?: number;
  children: ReactNode;
}

/** Live figures that must not be taken for new when they are old: after three seconds they turn grey, and say so. */
export function Stale({ heardAt, engineAge = 0, limit = 3, children }: Shown) {
  const now = useNow();
  const silence = heardAt === null ? 0 : Math.max(0, (performance.now() - heardAt) / 1000);
  const age = silence + (engineAge ?? 0);
  const old = age > limit;
  const time = timeOf(now - age * 1000, true);
  return (
    <div className={classes.stale} data-old={old}>
      <div role="status">
        {old && (
          <p className={classes.banner}>
            <IconNoLink />
            {silence > limit ? t`No news since ${time}` : t`No news of the engine since ${time}`}
            <span aria-hidden> ({duration(age)})</span>
          </p>
        )}
      </div>
      <div className={classes.figures}>{children}</div>
    </div>
  );
}
