import { t } from '@lingui/core/macro';
import { Button } from '@mantine/core';
import { useNow } from '@/ui/clock';
import { IconClock, IconNoLink, IconWarn } from '@/ui/icons';
import { timeOf } from '@/words/format';
import { useDesk } from './desk';
import { usePauseWords } from './pause-words';
import { hasPerson } from './screen';
import classes from './workplace.module.css';

const OLD_S = 3;

/** What keeps the page from being up to date, what was left undone, and what comes after the call. */
export function Banners({ isAsking }: { isAsking: boolean }) {
  const { connection, agent, moment, screen } = useDesk();
  const now = useNow();
  const silence = connection.heardAt === null ? 0 : Math.max(0, (performance.now() - connection.heardAt) / 1000);
  const age = silence + (connection.engineAge ?? 0);
  const since = timeOf(now - age * 1000, true);
  const words = usePauseWords();
  const leaving = agent && hasPerson(moment) && agent.value.wish !== 'ready';
  return (
    <div className={classes.banners} role="status">
      {isAsking && (
        <p className={classes.banner} role="alert">
          <IconClock />
          {t`Are you still there? Press any key: otherwise the screen locks in a moment and you are paused.`}
        </p>
      )}
      {silence > OLD_S && (
        <p className={classes.banner}>
          <IconNoLink />
          {t`No news since ${since}. What you write is kept; the call goes on.`}
        </p>
      )}
      {silence <= OLD_S && age > OLD_S && (
        <p className={classes.banner}>
          <IconNoLink />
          {t`The dialler has been silent since ${since}. Your call goes on; hang up at the phone itself.`}
        </p>
      )}
      {screen?.ran_out && (
        <p className={classes.banner}>
          {t`The time for the wrap-up ran out: that call still needs a disposition.`}
        </p>
      )}
      {leaving && agent.value.wish === 'paused' && (
        <p className={classes.banner}>{t`Pause after this call: ${words(agent.value.pause_reason ?? '')}`}</p>
      )}
      {leaving && agent.value.wish === 'logged_out' && (
        <p className={classes.banner}>{t`Work ends after this call.`}</p>
      )}
    </div>
  );
}

/** The work is in another window: this one shows it, and takes no key. */
export function OnlyShown({ onTakeOver }: { onTakeOver: () => Promise<void> }) {
  return (
    <p className={`${classes.banner} ${classes.onlyShown}`} role="alert">
      <IconWarn />
      {t`You work in another window. This one is read-only.`}
      <Button size="compact-sm" onClick={() => void onTakeOver()}>
        {t`Work here instead`}
      </Button>
    </p>
  );
}
