import { t } from '@lingui/core/macro';
import { Modal, Text, TextInput } from '@mantine/core';
import { type KeyboardEvent, useId, useState } from 'react';
import classes from '../workplace.module.css';

export interface Command {
  id: string;
  label: string;
  /** Further words by which it is found. */
  also?: string;
  key?: string | undefined;
  act: () => void;
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '');

/** The commands of which every written word is a part, those first that begin so. Pure. */
export function found(commands: readonly Command[], written: string): Command[] {
  const words = plain(written).split(/\s+/).filter(Boolean);
  const fitting = commands.filter((one) => {
    const text = plain(`${one.label} ${one.also ?? ''}`);
    return words.every((word) => text.includes(word));
  });
  const begins = (one: Command) => (plain(one.label).startsWith(words[0] ?? '') ? 0 : 1);
  return fitting.sort((one, other) => begins(one) - begins(other));
}

/** Everything that can be done now, by a few letters of its name. */
export function CommandBar({ commands, onClose }: { commands: readonly Command[]; onClose: () => void }) {
  const [written, setWritten] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const fitting = found(commands, written);
  const chosen = fitting[Math.min(at, fitting.length - 1)];
  const act = (command: Command | undefined) => {
    if (!command) return;
    onClose();
    command.act();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((now) => (Math.min(now, fitting.length - 1) + step + fitting.length) % Math.max(1, fitting.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      act(chosen);
    }
  };
  return (
    <Modal opened onClose={onClose} title={t`Find a command`} size="lg" yOffset="10vh" centered={false}>
      <TextInput
        data-autofocus
        aria-label={t`Command`}
        placeholder={t`A few letters: pause, plan, keys…`}
        value={written}
        onChange={(event) => {
          setWritten(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={press}
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={chosen ? `${id}-${chosen.id}` : undefined}
      />
      <div role="listbox" id={`${id}-list`} aria-label={t`Commands`}>
        {fitting.map((one) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys go to the text field, which names the active option
          <div
            key={one.id}
            id={`${id}-${one.id}`}
            role="option"
            tabIndex={-1}
            aria-selected={one === chosen}
            data-active={one === chosen}
            className={classes.command}
            onClick={() => act(one)}
          >
            {one.label}
            {one.key && (
              <kbd className={classes.key} aria-hidden>
                {one.key}
              </kbd>
            )}
          </div>
        ))}
      </div>
      {fitting.length === 0 && <Text c="dimmed">{t`No command is called so.`}</Text>}
    </Modal>
  );
}
