import { t } from '@lingui/core/macro';
import { Anchor, Group, Modal, Stack } from '@mantine/core';
import classes from './preview.module.css';

/** A board as its screens show it, smaller. */
export function Preview({ name, onClose }: { name: string; onClose: () => void }) {
  const address = `/board?name=${encodeURIComponent(name)}`;
  return (
    <Modal opened onClose={onClose} size="90%" title={t`Board ${name}`}>
      <Stack>
        <div className={classes.frame}>
          <iframe className={classes.board} src={address} title={t`Board ${name}`} />
        </div>
        <Group justify="flex-end">
          <Anchor href={address} target="_blank" rel="noreferrer">
            {t`Open it in a tab of its own`}
          </Anchor>
        </Group>
      </Stack>
    </Modal>
  );
}
