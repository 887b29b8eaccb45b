import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { campaignScriptsQuery } from '@/api/scripts';
import { ownFiguresQuery } from '@/api/workday';
import { NextBreak } from '@/features/day';
import { useNow } from '@/ui/clock';
import { IconCalendar, IconClock } from '@/ui/icons';
import { Since } from '@/ui/Since';
import { duration, timeOf } from '@/words/format';
import { useDesk } from '../desk';
import { beganAt, inCall } from '../screen';
import { iconOf, wordOf } from '../words';
import classes from '../workplace.module.css';
import { DeskMenu } from './desk-menu';

/** A: what the agent is doing and since when, for which campaign, and when the next break is. */
export function StatusBar({ promises, extra }: { promises: number; extra?: ReactNode }) {
  const { screen, moment, campaign, agent, connection, open } = useDesk();
  const at = beganAt(screen, moment);
  const Icon = iconOf(moment);
  const endsAt = agent?.value.shift_ends_at ?? null;
  return (
    <header className={classes.bar} data-region="status" tabIndex={-1}>
      <h1 className={classes.moment} data-moment={moment}>
        <span className={classes.word}>
          <Icon size={18} />
          {wordOf(moment)}
        </span>
        {at !== null && moment !== 'logged_out' && (
          <span className={classes.clock}>
            <Since at={at} offset={connection.clockOffset} {...limitsOf(moment)} />
          </span>
        )}
        {moment === 'wrap_up' && screen?.wrap_up && <TimeLeft until={screen.wrap_up.ends_at} />}
      </h1>
      {campaign && moment !== 'logged_out' && <span className={classes.campaign}>{campaign.name}</span>}
      {inCall(moment) && <ScriptMedian />}
      {extra}
      <span className={classes.spring} />
      {screen?.break && <NextBreak screen={screen} offset={connection.clockOffset} />}
      {endsAt && (
        <span className={classes.fact}>
          <IconClock size={16} />
          {t`Until ${timeOf(new Date(endsAt))}`}
        </span>
      )}
      {moment !== 'logged_out' && (
        <button type="button" className={classes.plain} onClick={() => open('day')}>
          <IconCalendar size={16} />
          {t`Promises: ${promises}`}
        </button>
      )}
      <DeskMenu />
    </header>
  );
}

const limitsOf = (moment: string) => (moment === 'hold' ? { warn: 45, stop: 90 } : {});

/** How long talks with the campaign's script usually last, where enough people have had some. */
function ScriptMedian() {
  const { agentId, campaign } = useDesk();
  const { data } = useQuery({ ...campaignScriptsQuery(campaign?.id ?? 0), enabled: campaign !== undefined });
  const { data: own } = useQuery({ ...ownFiguresQuery(agentId), staleTime: 600_000 });
  const script = data?.scripts.find(({ role }) => role === 'sales_script')?.script_id;
  const usual = own?.scripts.find((one) => one.script_id === script)?.usual_s ?? null;
  return usual === null ? null : <span className={classes.fact}>{t`script’s median ${duration(usual)}`}</span>;
}

/** How long the wrap-up may still last; then the agent is ready, with whatever was written. */
function TimeLeft({ until }: { until: number }) {
  const { connection } = useDesk();
  const left = until - (useNow() / 1000 + connection.clockOffset);
  return left > 3600 ? null : <span className={classes.left}>{t`${duration(left)} left`}</span>;
}
