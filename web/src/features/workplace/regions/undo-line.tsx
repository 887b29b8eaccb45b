import { t } from '@lingui/core/macro';
import { Button, Text } from '@mantine/core';
import type { LeftTalk } from '../dialogs/finish';
import { KeyButton } from '../keys/key-button';
import type { Talk } from '../talk';
import classes from '../workplace.module.css';

/** For some seconds the disposition given last, which a key takes back; then the talk that waits for one again. */
export function UndoLine({ talk, onFinish }: { talk: Talk; onFinish: (talk: LeftTalk) => void }) {
  const { last, undone, acts } = talk;
  if (!acts.undo && !undone) return null;
  return (
    <div className={classes.undo} data-region="undo" tabIndex={-1} role="status">
      {acts.undo && last ? (
        <>
          <Text size="sm">{t`“${last.label}” is written down for ${last.name || t`Name not known`}.`}</Text>
          <KeyButton action="undo" onClick={acts.undo}>
            {t`Undo`}
          </KeyButton>
        </>
      ) : (
        undone && (
          <>
            <Text size="sm">{t`“${undone.label}” is taken back: the call with ${undone.name || t`Name not known`} needs a disposition.`}</Text>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() =>
                onFinish({
                  attempt_id: undone.attemptId,
                  campaign_id: undone.campaignId,
                  lead_name: undone.name,
                  ended_at: new Date(undone.at).toISOString(),
                })
              }
            >
              {t`Choose it…`}
            </Button>
          </>
        )
      )}
    </div>
  );
}
