import { t } from '@lingui/core/macro';
import { Button, Checkbox, Group, Stack, Text } from '@mantine/core';
import { type KeyboardEvent, type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';
import { IconOk } from '@/ui/icons';
import { labelOf } from '@/words/labels';
import { type Disposition, type Given, indexOfDigit, isMeantForBefore, lacks } from '../disposition';
import { MOODS, moodWords } from '../lists';
import classes from '../workplace.module.css';
import { CallbackChoice, type Promised } from './callback-choice';
import { type SaidTopic, TopicChoice } from './topic-choice';

export interface Said {
  disposition: Disposition;
  reason: string | null;
  promised: Promised | null;
}

/** What is noted of a talk because its disposition requires it. */
export type SaidFacts = Partial<SaidTopic & { mood: number }>;

interface Shown {
  attemptId: string;
  dispositions: readonly Disposition[];
  given: Omit<Given, 'reason' | 'callbackAt'>;
  /** What was written down before, when it is corrected or the talk goes on. */
  present: string | null;
  /** What the end of the script suggests. */
  suggested?: string | null;
  onSay: (said: Said) => unknown;
  /** Where to go for what is missing: the note, the opening duties. */
  onLack: (lack: string) => void;
  /** What a disposition asked for was told; it is noted of the talk. */
  onFacts: (facts: SaidFacts) => void;
  busy: boolean;
  /** When the page showed an end of the call that the agent had not asked for, by the clock of events. */
  endedAt?: RefObject<number | null>;
  /** In a dialog, where the list comes first. */
  takesFocus?: boolean;
}

/** What is asked for in the place of the list; the rest is said elsewhere on the page. */
const ASKED_HERE: ReadonlySet<string> = new Set(['reason', 'callback', 'topic', 'mood']);

/** The dispositions of a call by digits: the list first, then what the chosen one still needs. */
export function Dispositions(shown: Shown) {
  const { attemptId, dispositions, given, present, onSay, onLack, onFacts, busy, endedAt } = shown;
  const { takesFocus = false, suggested = null } = shown;
  const [chosen, setChosen] = useState<Disposition | null>(null);
  const [reason, setReason] = useState<string | null>(null);
  const [promised, setPromised] = useState<Promised | null>(null);
  const [lack, setLack] = useState<string | null>(null);
  const [told, setTold] = useState<SaidFacts>({});
  const [isBack, setBack] = useState(false); // from what was asked in the place of the list

  const go = (disposition: Disposition, why: string | null, made: Promised | null, facts: SaidFacts = {}) => {
    const known = { ...given.facts, ...facts };
    const missing = lacks(disposition, { ...given, facts: known, reason: why, callbackAt: made?.at ?? null });
    const first = missing[0];
    setChosen(disposition);
    setReason(why);
    setPromised(made);
    setTold(facts);
    setLack(first ?? null);
    setBack(false);
    if (!first) {
      setChosen(null);
      onSay({ disposition, reason: why, promised: made });
    } else if (!ASKED_HERE.has(first)) onLack(first);
  };
  const back = () => {
    setChosen(null);
    setLack(null);
    setBack(true);
  };
  const note = (disposition: Disposition, facts: SaidFacts) => {
    onFacts(facts);
    go(disposition, reason, promised, { ...told, ...facts });
  };

  if (chosen && lack === 'reason')
    return (
      <Choice
        key={`reasons of ${chosen.code}`}
        label={t`Reason of “${chosen.label}”`}
        items={(chosen.reasons ?? []).map((one) => ({ id: one.code, label: labelOf(one) }))}
        onChoose={(index) => go(chosen, chosen.reasons?.[index]?.code ?? null, null)}
        onBack={back}
        takesFocus
      />
    );
  if (chosen && lack === 'callback')
    return (
      <CallbackChoice
        attemptId={attemptId}
        label={chosen.label}
        onPromise={(made) => go(chosen, reason, made)}
        onBack={back}
      />
    );
  if (chosen && lack === 'topic') return <TopicChoice onTopic={(topic) => note(chosen, topic)} onBack={back} />;
  if (chosen && lack === 'mood')
    return (
      <Choice
        key="moods"
        label={t`Mood`}
        items={MOODS.map((mood) => ({ id: String(mood), label: moodWords(mood) }))}
        onChoose={(index) => note(chosen, { mood: MOODS[index] ?? 0 })}
        onBack={back}
        takesFocus
      />
    );
  return (
    <>
      <Choice
        label={t`Disposition`}
        items={dispositions.map((one) => ({
          id: one.code,
          label: one.label,
          also: one.code === suggested ? t`as the script ends` : undefined,
        }))}
        pressed={chosen?.code ?? present}
        onChoose={(index, at) => {
          const disposition = dispositions[index];
          if (disposition && !busy && !isMeantForBefore(endedAt?.current ?? null, at)) go(disposition, null, null);
        }}
        lands={takesFocus ? undefined : (suggested ?? dispositions[0]?.code)}
        takesFocus={takesFocus || isBack}
      />
      {chosen && lack && (
        <Group gap="xs" role="status">
          <Text size="sm" fw={600}>
            {lackWords(lack)}
          </Text>
          <Button size="compact-sm" onClick={() => go(chosen, reason, promised, told)}>
            {t`Write it down`}
          </Button>
        </Group>
      )}
    </>
  );
}

function lackWords(lack: string): string {
  switch (lack) {
    case 'note':
      return t`This disposition needs a note.`;
    case 'said':
      return t`Something that has to be said is not ticked yet.`;
    default:
      return t`Something is missing for this disposition.`;
  }
}

interface ChoiceShown {
  label: string;
  items: readonly { id: string; label: string; also?: string | undefined }[];
  pressed?: string | null;
  /** `at` is the instant of the choice, by the clock of events. */
  onChoose: (index: number, at: number) => void;
  onBack?: () => void;
  takesFocus?: boolean;
  /** The id of the item to which the focus goes when a call has ended. */
  lands?: string | undefined;
  /** What else is chosen here. */
  children?: ReactNode;
}

/** A list of which digits choose while it has the focus; arrows go along it. */
export function Choice({ label, items, pressed, onChoose, onBack, takesFocus, lands, children }: ChoiceShown) {
  const box = useRef<HTMLDivElement>(null);
  const buttons = () => [...(box.current?.querySelectorAll<HTMLButtonElement>('button[data-item]') ?? [])];
  useEffect(() => {
    if (takesFocus) box.current?.querySelector<HTMLButtonElement>('button[data-item]')?.focus();
  }, [takesFocus]);
  const press = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const index = indexOfDigit(event.key, items.length);
    if (index !== null && !event.repeat) {
      event.preventDefault();
      onChoose(index, event.timeStamp);
      return;
    }
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    all[(at + step + all.length) % all.length]?.focus();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere
    <div ref={box} role="group" aria-label={label} className={classes.choice} onKeyDown={press}>
      {items.map((item, index) => (
        <button
          key={item.id}
          type="button"
          data-item
          data-autofocus={takesFocus && index === 0 ? true : undefined}
          data-lands={lands === item.id ? '' : undefined}
          aria-pressed={pressed === undefined ? undefined : pressed === item.id}
          aria-keyshortcuts={index < 9 ? String(index + 1) : undefined}
          className={classes.item}
          onClick={(event) => onChoose(index, event.timeStamp)}
        >
          {index < 9 && (
            <kbd className={classes.key} aria-hidden>
              {index + 1}
            </kbd>
          )}
          {item.label}
          {item.also && <span className={classes.small}>{item.also}</span>}
          {pressed === item.id && <IconOk size={16} />}
        </button>
      ))}
      {children}
      {onBack && (
        <button type="button" className={classes.item} onClick={onBack}>
          {t`Back`}
        </button>
      )}
    </div>
  );
}

/** What has to be said, ticked as it is said. */
export function Duties({
  items,
  said,
  onSaid,
}: {
  items: readonly { code: string; text: string }[];
  said: ReadonlySet<string>;
  onSaid: (code: string, said: boolean) => void;
}) {
  return (
    <Stack gap={6}>
      {items.map(({ code, text }) => (
        <Checkbox
          key={code}
          label={text}
          checked={said.has(code)}
          onChange={(event) => onSaid(code, event.currentTarget.checked)}
        />
      ))}
    </Stack>
  );
}
