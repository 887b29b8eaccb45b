import { t } from '@lingui/core/macro';
import { Button, Group, Textarea } from '@mantine/core';
import { useState } from 'react';
import { dialPreview, skipPreview } from '@/api/workplace';
import { holdsCardNumber } from '@/script';
import { timeOf } from '@/words/format';
import { useDesk } from '../desk';
import type { Note } from '../drafts';
import { KeyButton } from '../keys/key-button';
import type { Acts } from '../keys/use-keys';
import type { Standing } from '../note-queue';
import { canHangUp } from '../screen';
import classes from '../workplace.module.css';

/** The note: what was agreed, in the agent's own words. It may be read by the person, and holds no card numbers. */
export function NoteField({ note }: { note: Note }) {
  const card = holdsCardNumber(note.text);
  return (
    <div className={classes.note}>
      <Textarea
        label={t`Note`}
        description={t`The person may ask to read it.`}
        value={note.text}
        onChange={(event) => note.change(event.currentTarget.value)}
        error={card ? t`This looks like the number of a card: take it out. It is not saved.` : undefined}
        minRows={2}
        maxRows={4}
        autosize
        maxLength={10_000}
        data-region-start
        classNames={{ root: classes.grow ?? '' }}
      />
      <span className={classes.saved} role="status">
        {!card && note.standing && standingWords(note.standing)}
      </span>
    </div>
  );
}

function standingWords(standing: Standing): string {
  switch (standing.kind) {
    case 'saved':
      return t`saved ${timeOf(standing.at, true)}`;
    case 'silent':
      return t`kept in this browser; the server does not answer`;
    case 'older':
      return t`not saved: something that was typed later is on the server`;
    case 'refused':
      return t`not saved: ${standing.why}`;
  }
}

/** The call by keys, each of which is a button too. */
export function CallControls({ acts, isMuted }: { acts: Acts; isMuted: boolean }) {
  const { moment, pending, screen } = useDesk();
  return (
    // biome-ignore lint/a11y/useSemanticElements: buttons that belong together, not fields of a form
    <div role="group" aria-label={t`Call`} className={classes.controls}>
      {canHangUp(moment) && (
        <KeyButton
          action="hang_up"
          color="stop"
          variant="filled"
          onClick={() => acts.hang_up?.()}
          disabled={!acts.hang_up || pending === 'hang_up'}
        >
          {pending === 'hang_up' ? t`Hanging up…` : undefined}
        </KeyButton>
      )}
      {acts.mute && (
        <KeyButton action="mute" pressed={isMuted} onClick={acts.mute}>
          {isMuted ? t`Speak again` : undefined}
        </KeyButton>
      )}
      {acts.hold && (
        <KeyButton action="hold" pressed={moment === 'hold'} onClick={acts.hold}>
          {moment === 'hold' ? t`Take off hold` : undefined}
        </KeyButton>
      )}
      {acts.hand && (
        <KeyButton action="hand" pressed={screen?.hand !== undefined} onClick={acts.hand}>
          {screen?.hand ? t`Lower the hand` : undefined}
        </KeyButton>
      )}
      {acts.never_again && <KeyButton action="never_again" onClick={acts.never_again} />}
      {acts.more_time && <KeyButton action="more_time" onClick={acts.more_time} />}
      {acts.recovery_break && <KeyButton action="recovery_break" onClick={acts.recovery_break} />}
      {acts.pause_after && <KeyButton action="pause_after" onClick={acts.pause_after} />}
    </div>
  );
}

/** A lead that is looked at before it is dialled. */
export function PreviewControls() {
  const { agentId, screen, run, pending } = useDesk();
  const [skipping, setSkipping] = useState(false);
  const leadId = screen?.lead?.lead_id;
  if (leadId === undefined) return null;
  const reasons = [
    t`called a short time ago`,
    t`wrong number or person`,
    t`speaks a language that I do not`,
    t`another time is better`,
  ];
  const skip = (why: string) => {
    setSkipping(false);
    void run('skip', () => skipPreview(agentId, leadId, why));
  };
  return (
    <Group gap="xs">
      <Button
        data-lands
        onClick={() => void run('dial', () => dialPreview(agentId, leadId))}
        loading={pending === 'dial'}
      >
        {t`Call now`}
      </Button>
      {skipping ? (
        // biome-ignore lint/a11y/useSemanticElements: buttons that belong together, not fields of a form
        <div role="group" aria-label={t`Why not?`} className={classes.choice}>
          {reasons.map((why, index) => (
            <button
              key={why}
              type="button"
              className={classes.item}
              // biome-ignore lint/a11y/noAutofocus: the person has just asked for this list
              autoFocus={index === 0}
              onClick={() => skip(why)}
            >
              {why}
            </button>
          ))}
        </div>
      ) : (
        <Button variant="default" onClick={() => setSkipping(true)} disabled={pending !== null}>
          {t`Skip…`}
        </Button>
      )}
    </Group>
  );
}
