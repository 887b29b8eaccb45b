import { plural, t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import { useLayoutEffect } from 'react';
import { reasonOfCallQuery } from '@/api/interactions';
import type { IdentityState } from '@/script';
import { useNow } from '@/ui/clock';
import { State } from '@/ui/State';
import { dateOf } from '@/words/format';
import { nameOf } from '@/words/language';
import { useDesk, useNewest } from '../desk';
import type { Contact } from '../interaction';
import { basisWords, needs } from '../lists';
import { markPaint } from '../paint';
import { placeOf, timesIn } from '../place';
import { hasPerson } from '../screen';
import classes from '../workplace.module.css';
import { Mood } from './mood';

interface Shown {
  contact: Contact;
  identity: IdentityState;
}

/** B: who is on the line, first of all: the name is painted before the voice is heard. */
export function PersonLine({ contact, identity }: Shown) {
  const { screen, moment } = useNewest();
  const { screen: drawn } = useDesk();
  const lead = hasPerson(moment) ? screen?.lead : undefined;
  const attemptId = screen?.attempt_id ?? null;
  const leadId = lead?.lead_id ?? null;
  useLayoutEffect(() => {
    if (leadId !== null) markPaint({ attempt_id: attemptId, lead_id: leadId, moment });
  }, [attemptId, leadId, moment]);
  if (!hasPerson(moment)) return null;
  const number = screen?.number ?? lead?.phones[0]?.number;
  const isHidden = screen?.is_withheld === true;
  // The page may still show the person before.
  const isTheirs = drawn?.attempt_id === screen?.attempt_id && drawn?.lead?.lead_id === lead?.lead_id;
  const known = isTheirs ? contact.shown : null;
  const person = isHidden || known?.is_withheld ? null : known;
  const place = isHidden ? '' : placeOf(lead, person?.points);
  return (
    <section className={classes.person} data-region="person" tabIndex={-1} aria-label={t`Who is on the line`}>
      <strong className={classes.name} data-name>
        {lead?.name || t`Name not known`}
      </strong>
      {number && <span>{number}</span>}
      {isTheirs && identity !== 'not_asked' && (
        <State tone={identity === 'matched' ? 'ok' : 'stop'}>
          {identity === 'matched' ? t`identified` : t`not identified`}
        </State>
      )}
      {place && (
        <span className={classes.place} title={place} data-from="api">
          {place}
        </span>
      )}
      {lead && !isHidden && <LocalTime zones={lead.zones} />}
      {person && <span>{person.kind === 'business' ? t`firm` : t`consumer`}</span>}
      {lead?.language && <span>{nameOf(lead.language)}</span>}
      {lead && (
        <span>
          {lead.attempts === 0
            ? t`first call`
            : plural(lead.attempts, { one: 'called # time before', other: 'called # times before' })}
        </span>
      )}
      {known?.needs.map((need) => (
        <span key={need} className={classes.said}>
          «{needs().find(({ code }) => code === need)?.label ?? need}»
        </span>
      ))}
      <span className={classes.spring} />
      {isTheirs && <Mood contact={contact} />}
      {lead && person && <Why leadId={lead.lead_id} />}
      {screen?.note && <span className={classes.said}>{t`Promised: “${screen.note}”`}</span>}
    </section>
  );
}

/** Why this person is called: the list, the offer, and what allows the call. */
function Why({ leadId }: { leadId: number }) {
  const { campaign } = useDesk();
  const { data } = useQuery(reasonOfCallQuery(leadId));
  if (!data) return null;
  const said = [basisWords(data.basis), dayOf(data.obtained_at), data.source].filter(Boolean).join(', ');
  return (
    <span className={classes.why} data-from="api">
      {said
        ? t`Called because: list ${data.list_name}, ${campaign?.name ?? ''}; ${said}`
        : t`Called because: list ${data.list_name}, ${campaign?.name ?? ''}`}
    </span>
  );
}

/** The day of an instant as ISO 8601 has it; anything else as the list has it: 03/04 is April here and March there. */
function dayOf(said: string | null): string | null {
  const at = /^\d{4}-\d\d-\d\d/.test(said ?? '') ? Date.parse(said ?? '') : Number.NaN;
  return Number.isNaN(at) ? said : dateOf(at);
}

/** What time it is where the person is: of several places, each time that it may be. */
function LocalTime({ zones }: { zones: readonly string[] | undefined }) {
  const { campaign, connection } = useDesk();
  const now = useNow() + connection.clockOffset * 1000;
  const known = zones?.length ? zones : campaign ? [campaign.time_zone] : [];
  const times = timesIn(known, now);
  if (times.length === 0) return null;
  const shown = times.length > 2 ? `${times[0]}–${times.at(-1)}` : times.join(' / ');
  return <span>{t`local time ${shown}`}</span>;
}
