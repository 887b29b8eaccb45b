import { t } from '@lingui/core/macro';
import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useDesk } from '../desk';
import { ACTIONS, type Action, actionOf, type Keymap, nameOf, refusalOf, remapped } from '../keys/keymap';
import { keyText, labelOf, whyNot } from '../keys/labels';
import classes from '../workplace.module.css';

/** All keys, and others for who wants them. */
export function KeyList({ onChange, onClose }: { onChange: (keymap: Keymap | null) => void; onClose: () => void }) {
  const { keymap } = useDesk();
  const [asking, setAsking] = useState<Action | null>(null);
  const [said, setSaid] = useState('');
  const press = (event: KeyboardEvent) => {
    if (!asking || event.key === 'Tab') return;
    const name = nameOf(event);
    if (!name) return;
    event.preventDefault();
    event.stopPropagation();
    if (name === 'Escape') {
      setAsking(null);
      return;
    }
    const refusal = refusalOf(name);
    if (refusal) {
      setSaid(whyNot(refusal));
      return;
    }
    const taken = actionOf(name, keymap);
    onChange(remapped(keymap, asking, name));
    setSaid(taken && taken !== asking ? t`“${labelOf(taken)}” has this key no more.` : '');
    setAsking(null);
  };
  return (
    <Modal opened onClose={onClose} title={t`Keys`} size="lg" closeOnEscape={asking === null}>
      <Stack>
        <Text size="sm">
          {t`Digits choose in a list while it has the focus. All that keys do, buttons and commands do too.`}
        </Text>
        <table className={classes.keys}>
          <thead>
            <tr>
              <th scope="col">{t`What`}</th>
              <th scope="col">{t`Keys`}</th>
              <th scope="col">{t`Change`}</th>
            </tr>
          </thead>
          <tbody>
            {ACTIONS.map((action) => (
              <tr key={action}>
                <td>{labelOf(action)}</td>
                <td>{keymap[action].map(keyText).join(', ') || '–'}</td>
                <td>
                  <Button
                    size="compact-sm"
                    variant={asking === action ? 'filled' : 'default'}
                    onClick={() => setAsking(action)}
                    onKeyDown={press}
                    onBlur={() => setAsking(null)}
                    aria-label={t`Another key for: ${labelOf(action)}`}
                  >
                    {asking === action ? t`Press a key…` : t`Change`}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <Group>
          <Button variant="default" onClick={() => onChange(null)}>
            {t`As they were at first`}
          </Button>
          <span role="status">{said}</span>
        </Group>
      </Stack>
    </Modal>
  );
}
