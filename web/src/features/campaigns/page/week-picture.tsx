import { t } from '@lingui/core/macro';
import { Text } from '@mantine/core';
import type { Week } from '@/api/campaigns';
import { weekdayOf } from '@/words/format';
import classes from './week-picture.module.css';

type Span = Week['days'][number]['spans'][number];

const minuteOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
const DAY = 1440;

/** Who says that nobody is called: the campaign, the law, or both; `open` where somebody may be. */
function stateOf(span: Span): 'open' | 'campaign' | 'law' | 'both' {
  if (span.is_open) return 'open';
  if (span.closed_by.length === 0) return 'campaign';
  return span.campaign_open ? 'law' : 'both';
}

function words(span: Span): string {
  const rules = span.closed_by.join(', ');
  switch (stateOf(span)) {
    case 'open':
      return t`calls`;
    case 'campaign':
      return t`the campaign's hours`;
    case 'law':
      return t`the law: ${rules}`;
    default:
      return t`the campaign's hours and the law: ${rules}`;
  }
}

/** Seven days as bands from midnight to midnight, and in words whose hours they are. */
export function WeekPicture({ week }: { week: Week }) {
  return (
    <>
      <div className={classes.scroll}>
        <table className={classes.week} aria-label={t`When people may be called, and who closes the rest`}>
          <thead>
            <tr>
              <td />
              <th scope="col" className={classes.axis}>
                <span aria-hidden className={classes.hours}>
                  {[0, 3, 6, 9, 12, 15, 18, 21, 24].map((hour) => (
                    <span key={hour} style={{ left: `${(hour / 24) * 100}%` }}>
                      {hour}
                    </span>
                  ))}
                </span>
                <span className={classes.hidden}>{t`hours`}</span>
              </th>
              <th scope="col">{t`Calls`}</th>
              <th scope="col">{t`Closed by`}</th>
            </tr>
          </thead>
          <tbody>
            {week.days.map(({ day, spans }) => {
              const open = spans.filter((span) => span.is_open);
              // Of closed hours only what the campaign itself would allow says something: the law closes it.
              const rules = [
                ...new Set(spans.filter((one) => stateOf(one) === 'law').flatMap((one) => one.closed_by)),
              ];
              return (
                <tr key={day}>
                  <th scope="row">{weekdayOf(new Date(`${day}T12:00:00Z`))}</th>
                  <td>
                    <span className={classes.band} aria-hidden>
                      {spans.map((span) => (
                        <span
                          key={span.since}
                          data-state={stateOf(span)}
                          title={`${span.since}–${span.until} ${words(span)}`}
                          style={{ width: `${((minuteOf(span.until) - minuteOf(span.since)) / DAY) * 100}%` }}
                        />
                      ))}
                    </span>
                  </td>
                  <td>{open.map((span) => `${span.since}–${span.until}`).join(', ') || t`nobody is called`}</td>
                  <td>
                    {rules.length > 0 ? (
                      <>
                        {t`the law`} <span data-from="api">{rules.join(', ')}</span>
                      </>
                    ) : spans.some((span) => !span.is_open) ? (
                      t`the campaign's hours`
                    ) : (
                      '–'
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <ul className={classes.legend}>
        <li data-state="open">{t`people may be called`}</li>
        <li data-state="campaign">{t`closed by the campaign's hours`}</li>
        <li data-state="law">{t`closed by the law, though the campaign would call`}</li>
        <li data-state="both">{t`closed by both`}</li>
      </ul>
      <Text size="sm" mt="xs">
        {week.laws.length > 0
          ? t`By the clocks of ${week.zone}, with the holidays of: ${week.laws.map(({ title }) => title).join(', ')}.`
          : t`By the clocks of ${week.zone}. No law is known yet: it follows from the campaign's lists.`}
      </Text>
    </>
  );
}
