import { t } from '@lingui/core/macro';
import { Button, Checkbox, Group, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type KeyboardEvent, useRef, useState } from 'react';
import { type CallbackTime, callbackTimesQuery, interactionQuery } from '@/api/interactions';
import { dateAndTime, localeOf, timeOf, weekdayOf } from '@/words/format';
import { lackingOf, type Slot, slots } from '../disposition';
import classes from '../workplace.module.css';
import { writtenTime } from '../written-time';
import { Choice } from './dispositions';

/** A call-back that is promised: when, by whom, and whether the person asked for this very time. */
export interface Promised {
  /** Epoch seconds. */
  at: number;
  mine: boolean;
  asked: boolean;
}

export const wordsOf = (slot: Slot): string => {
  const at = dateAndTime(slot.at);
  switch (slot.id) {
    case 'in_an_hour':
      return t`in an hour: ${at}`;
    case 'in_three_hours':
      return t`in three hours: ${at}`;
    case 'this_evening':
      return t`this evening: ${at}`;
    case 'tomorrow_morning':
      return t`tomorrow morning: ${at}`;
    case 'tomorrow_afternoon':
      return t`tomorrow afternoon: ${at}`;
    case 'in_a_week':
      return t`in a week: ${at}`;
  }
};

interface Shown {
  attemptId: string;
  label: string;
  onPromise: (promised: Promised) => void;
  onBack: () => void;
}

/** When to call back: by a digit, or at a time that is written. What the hours do not allow says so at once. */
export function CallbackChoice({ attemptId, label, onPromise, onBack }: Shown) {
  const queries = useQueryClient();
  const [offered] = useState(() => slots(new Date()));
  const [mine, setMine] = useState(true);
  const [asked, setAsked] = useState(false);
  const [own, setOwn] = useState('');
  const [refused, setRefused] = useState<CallbackTime | null>(null);
  const { data: interaction } = useQuery(interactionQuery(attemptId));
  const id = interaction?.id ?? 0;
  const offers = callbackTimesQuery(
    id,
    offered.map((slot) => slot.at),
  );
  const { data: times } = useQuery({ ...offers, enabled: id !== 0 });
  const give = (at: Date, isAsked: boolean) => onPromise({ at: at.getTime() / 1000, mine, asked: isAsked });
  const promise = async (at: Date) => {
    const place = offered.findIndex((slot) => slot.at === at);
    const [found] =
      id === 0 || place >= 0 ? [] : await queries.fetchQuery(callbackTimesQuery(id, [at])).catch(() => []);
    const time = found ?? times?.[place];
    if (time && lackingOf(time, asked)) setRefused(time);
    else give(at, asked);
  };
  const meant = writtenTime(own, localeOf(), new Date());
  const write = (event: FormEvent) => {
    event.preventDefault();
    if (meant) void promise(meant);
  };
  const field = useRef<HTMLInputElement>(null);
  const press = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === '0' && !event.repeat) {
      event.preventDefault();
      setMine(!mine);
    } else if (/^\p{L}$/u.test(event.key)) field.current?.focus(); // the letter is written there
  };
  if (refused) return <OutsideHours time={refused} onPromise={give} onBack={() => setRefused(null)} />;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: its keys are those of the list and of the field in it
    <div className={classes.callback} onKeyDown={press}>
      <Choice
        label={t`“${label}”: when?`}
        items={offered.map((slot, place) => ({ id: slot.id, label: withLack(wordsOf(slot), times?.[place]) }))}
        onChoose={(index) => offered[index] && void promise(offered[index].at)}
        onBack={onBack}
        takesFocus
      >
        <button type="button" className={classes.item} aria-keyshortcuts="0" onClick={() => setMine(!mine)}>
          <kbd className={classes.key} aria-hidden>
            0
          </kbd>
          {mine ? t`I call back myself` : t`Anyone calls back`}
        </button>
      </Choice>
      <form onSubmit={write}>
        <Group gap="sm" align="start">
          <TextInput
            ref={field}
            size="xs"
            label={t`Another time`}
            placeholder={t`thu 10, tomorrow 15:30`}
            description={own && (meant ? `${weekdayOf(meant)}, ${timeOf(meant)}` : t`Write a day and an hour.`)}
            inputWrapperOrder={['label', 'input', 'description']}
            autoComplete="off"
            value={own}
            onChange={(event) => setOwn(event.currentTarget.value)}
          />
          <Button type="submit" size="xs" variant="default" disabled={!meant} mt={24}>
            {t`Promise it`}
          </Button>
          <Checkbox
            size="xs"
            mt={28}
            label={t`The person asked for this time`}
            checked={asked}
            onChange={(event) => setAsked(event.currentTarget.checked)}
          />
        </Group>
      </form>
    </div>
  );
}

const withLack = (words: string, time: CallbackTime | undefined): string => {
  const lacking = lackingOf(time, false);
  if (lacking === 'wish') return t`${words} (only if the person asks for it)`;
  return lacking === 'hours' ? t`${words} (no calls then)` : words;
};

/** A time at which nobody may be called unasked: whether the person asked for it, or the nearest one that is open. */
function OutsideHours({
  time,
  onPromise,
  onBack,
}: {
  time: CallbackTime;
  onPromise: (at: Date, asked: boolean) => void;
  onBack: () => void;
}) {
  const when = dateAndTime(new Date(time.at));
  const nearest = time.opens_at ? new Date(time.opens_at) : null;
  const ways = [
    ...(time.is_open_if_asked
      ? [
          {
            id: 'asked',
            label: t`The person asked for this time`,
            act: () => onPromise(new Date(time.at), true),
          },
        ]
      : []),
    ...(nearest
      ? [{ id: 'nearest', label: t`Promise ${dateAndTime(nearest)}`, act: () => onPromise(nearest, false) }]
      : []),
  ];
  return (
    <div className={classes.callback}>
      <Text size="sm" fw={600} role="status">
        {time.is_open_if_asked
          ? t`${when} lies outside the calling hours: only who asked for it may be called then.`
          : t`${when} lies outside the calling hours.`}
      </Text>
      <Choice
        key={time.at}
        label={t`What to promise`}
        items={ways}
        onChoose={(index) => ways[index]?.act()}
        onBack={onBack}
        takesFocus
      />
    </div>
  );
}
