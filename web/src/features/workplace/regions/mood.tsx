import { t } from '@lingui/core/macro';
import { useDesk } from '../desk';
import type { Contact } from '../interaction';
import { moodWords } from '../lists';
import classes from '../workplace.module.css';

/** The mood that comes after: two steps up and two down from neutral. */
export const movedMood = (mood: number | null, step: 1 | -1): number =>
  Math.max(-2, Math.min(2, (mood ?? 0) + step));

/** The person's mood, as the agent feels it: typed by a person, guessed by nothing. */
export function Mood({ contact }: { contact: Contact }) {
  const { keymap } = useDesk();
  const { interaction, change } = contact;
  if (!interaction) return null;
  const { mood } = interaction;
  return (
    // biome-ignore lint/a11y/useSemanticElements: two buttons, not fields of a form
    <span role="group" aria-label={t`Mood`} className={classes.mood}>
      <button
        type="button"
        className={classes.chip}
        aria-label={t`Mood down`}
        aria-keyshortcuts={keymap.mood_down.join(' ')}
        onClick={() => change({ mood: movedMood(mood, -1) })}
      >
        −
      </button>
      <span role="status" className={classes.moodWord}>
        {mood === null ? t`mood?` : moodWords(mood)}
      </span>
      <button
        type="button"
        className={classes.chip}
        aria-label={t`Mood up`}
        aria-keyshortcuts={keymap.mood_up.join(' ')}
        onClick={() => change({ mood: movedMood(mood, 1) })}
      >
        +
      </button>
    </span>
  );
}
