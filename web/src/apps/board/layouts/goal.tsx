import { t } from '@lingui/core/macro';
import { number, timeOf } from '@/words/format';
import { GoalChart } from '../chart';
import { campaignOf, due, forecastAt, shiftOf } from '../figures';
import { useBoard, useNow } from '../now';
import { Bar, Figure, Mark, NOTHING } from '../parts';
import type { Settings } from '../settings';

/** Hours and minutes: 1:05. */
const hoursOf = (seconds: number) =>
  `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}`;

/** For the floor: how far the shift's goal is, and where it will end. No queue, no names. */
export function GoalLayout({ campaign: id, settings }: { campaign: number; settings: Settings }) {
  const campaign = useBoard((parts) => campaignOf(parts, id));
  const now = useNow();
  const goal = campaign?.goal;
  if (!campaign || !goal) return <p className="nothing">{t`Waiting for the first count`}</p>;
  const target = settings.goals[id] ?? 0;
  const shift = shiftOf(settings.shift.begins, settings.shift.ends, now);
  const wanted = due(target, shift, now);
  const forecast = forecastAt(goal, shift.ends, now);
  const left = shift.ends - now;
  const band = goal.successes >= wanted ? 'good' : 'near';
  const [expected, low, high] = forecast
    ? [number(Math.round(forecast.expected)), number(forecast.low), number(forecast.high)]
    : [NOTHING, '', ''];
  const dueNow = number(Math.floor(wanted));
  const best = goal.best_hour && {
    hour: timeOf(goal.best_hour.at * 1000),
    count: number(goal.best_hour.successes),
  };
  return (
    <section className="goal" aria-label={campaign.name}>
      <h2>{campaign.name}</h2>
      <div className="row">
        <Figure size="huge" label={t`Successes today`}>
          {number(goal.successes)}
          {target > 0 && <span className="of"> / {number(target)}</span>}
        </Figure>
        <Figure
          size="huge"
          label={t`Expected at the end`}
          small={forecast ? t`between ${low} and ${high}` : t`too early to say`}
        >
          {expected}
        </Figure>
      </div>
      {target > 0 && (
        <div className="progress">
          <Bar
            part={goal.successes}
            whole={target}
            at={wanted}
            band={band}
            label={t`${goal.successes} of ${target}, ${dueNow} due now`}
          />
          <p className="legend">
            <Mark band={band}>{band === 'good' ? t`On course` : t`Behind`}</Mark>
            <span>{t`${dueNow} due now`}</span>
            <span>{left > 0 ? t`${hoursOf(left)} h left` : t`The shift is over`}</span>
          </p>
        </div>
      )}
      <GoalChart goal={goal} target={target} shift={shift} now={now} />
      <div className="row minor">
        <Figure label={t`Hours worked`}>{number(goal.worked_s / 3600, goal.worked_s < 36_000 ? 1 : 0)}</Figure>
        <Figure label={t`Talks ended`}>{number(campaign.today.connected)}</Figure>
        <Figure label={best ? t`Best hour, from ${best.hour}` : t`Best hour`}>{best?.count ?? NOTHING}</Figure>
      </div>
    </section>
  );
}
