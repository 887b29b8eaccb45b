import { t } from '@lingui/core/macro';
import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { offerCallback, type PromiseShown, promisesQuery } from '@/api/promises';
import { useNow } from '@/ui/clock';
import { IconCalendar } from '@/ui/icons';
import { timeOf } from '@/words/format';
import { useDesk } from './desk';
import { announced, keyOf, type Notices, noted, read, readNotices } from './promise-notices';
import { kindWords } from './regions/promises';
import { inCall } from './screen';
import classes from './workplace.module.css';

const LOOK_MS = 60_000; // a supervisor may have moved one here
const SHOWN = 2;

/**
 * What was promised and is due within the hour, each once, until the agent has read it or offers it to colleagues. It
 * takes no focus, and waits while a person is on the line.
 */
export function PromisesDue() {
  const { agentId, moment, connection, run, pending } = useDesk();
  const queries = useQueryClient();
  const isAtWork = moment !== 'logged_out';
  const { data } = useQuery({ ...promisesQuery(agentId), enabled: isAtWork, refetchInterval: LOOK_MS });
  const now = useNow() / 1000 + connection.clockOffset;
  const place = `pronto-promises-${agentId}`;
  const [notices, setNotices] = useState<Notices>(() => readNotices(localStorage.getItem(place)));
  const isFirst = useRef(true);
  const keep = (next: Notices) => {
    localStorage.setItem(place, JSON.stringify(next));
    setNotices(next);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what counts is when the promises were asked for
  useEffect(() => {
    if (!data) return;
    keep(noted(notices, data, now, isFirst.current));
    isFirst.current = false;
  }, [data]);
  const due = isAtWork && !inCall(moment) ? announced(notices, data ?? [], now) : [];
  const offer = (one: PromiseShown) =>
    void run(`offer ${one.id}`, () => offerCallback(one.id)).then(() =>
      queries.invalidateQueries({ queryKey: promisesQuery(agentId).queryKey }),
    );
  return (
    <div className={classes.banners} role="status" aria-label={t`Promises that are due`}>
      {due.length > 0 && (
        <section data-region="promises-due" tabIndex={-1} aria-label={t`Promises that are due`}>
          {due.slice(0, SHOWN).map((one, at) => (
            <p key={keyOf(one)} className={classes.banner} data-promise={one.kind}>
              <IconCalendar size={16} />
              <span>
                <strong>{when(one, now)}</strong> {kindWords(one)}, {one.person || t`Name not known`}
                {one.note && ` “${one.note}”`}
              </span>
              <Button
                size="compact-sm"
                variant="default"
                data-region-start={at === 0 || undefined}
                onClick={() => keep(read(notices, one))}
              >
                {t`I will keep it`}
              </Button>
              {one.kind === 'callback' && (
                <Button
                  size="compact-sm"
                  variant="default"
                  loading={pending === `offer ${one.id}`}
                  onClick={() => offer(one)}
                >
                  {t`Offer it to colleagues`}
                </Button>
              )}
            </p>
          ))}
        </section>
      )}
    </div>
  );
}

/** The hour, and no time that counts down: it would be read aloud again and again. */
function when(one: PromiseShown, now: number): string {
  const due = Date.parse(one.due_at) / 1000;
  const at = timeOf(new Date(one.due_at));
  return due <= now ? t`Due since ${at}:` : t`Due at ${at}:`;
}
