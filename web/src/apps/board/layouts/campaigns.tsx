import { t } from '@lingui/core/macro';
import { number, percent, timeOf } from '@/words/format';
import { answersPerHour, campaignOf, paceOf, tightest } from '../figures';
import { useBoard } from '../now';
import { AbandonedBar, Mark, NOTHING, share, shown } from '../parts';
import { statusOf } from '../texts';

/** Up to six campaigns, a row each. */
export function CampaignsLayout({ campaigns }: { campaigns: number[] }) {
  return (
    <table className="campaigns">
      <thead>
        <tr>
          <th scope="col">{t`Campaign`}</th>
          {Object.values(headings()).map((heading) => (
            <th key={heading} scope="col">
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      {campaigns.map((id) => (
        <CampaignRows key={id} id={id} />
      ))}
    </table>
  );
}

const headings = () => ({
  talking: t({ context: 'column', message: 'Talking' }),
  ready: t({ context: 'column', message: 'Ready' }),
  paused: t({ context: 'column', message: 'Paused' }),
  perHour: t`Answers an hour`,
  rate: t`Success rate`,
  abandoned: t`Abandoned`,
  dry: t`List dry at`,
});

/** Its figures, and below them over the whole width what it does and why. On a phone each figure has its heading. */
function CampaignRows({ id }: { id: number }) {
  const campaign = useBoard((parts) => campaignOf(parts, id));
  const pace = useBoard((parts) => paceOf(parts, id));
  const perHour = useBoard((parts) => answersPerHour(parts, id));
  if (!campaign) return null;
  const [band, word] = statusOf(campaign);
  const limit = tightest(pace?.constraints ?? []);
  const { connected } = campaign.today;
  const { agents } = campaign;
  const named = headings();
  return (
    <tbody>
      <tr>
        <th scope="row">
          <span className="name">{campaign.name}</span>
        </th>
        <td data-heading={named.talking}>{shown(agents.talking)}</td>
        <td data-heading={named.ready}>{shown(agents.ready)}</td>
        <td data-heading={named.paused}>{shown(agents.paused)}</td>
        <td data-heading={named.perHour}>{shown(perHour)}</td>
        <td data-heading={named.rate}>
          {share(connected > 0 && campaign.goal ? campaign.goal.successes / connected : null)}
        </td>
        <td data-heading={named.abandoned}>
          {limit ? (
            <>
              <span>
                {number(limit.share * 100, 1)}
                <span className="of"> / {percent(limit.limit, 0)}</span>
              </span>
              <AbandonedBar limit={limit} />
            </>
          ) : (
            NOTHING
          )}
        </td>
        <td data-heading={named.dry}>
          {campaign.penetration?.dry_at ? timeOf(campaign.penetration.dry_at * 1000) : NOTHING}
        </td>
      </tr>
      <tr>
        <td colSpan={8} className="why">
          <p>
            <Mark band={band}>{word}</Mark> {campaign.why?.text}
          </p>
        </td>
      </tr>
    </tbody>
  );
}
