import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { useDesk } from '../desk';
import classes from '../workplace.module.css';
import type { Action } from './keymap';
import { keyText, labelOf } from './labels';

interface Shown extends ButtonProps {
  action: Action;
  onClick: () => void;
  children?: ReactNode;
  pressed?: boolean;
}

/** A button for what a key does too; it says so, and screen readers hear it. */
export function KeyButton({ action, children, pressed, ...props }: Shown) {
  const { keymap } = useDesk();
  const [key] = keymap[action];
  return (
    <Button
      variant="default"
      size="compact-md"
      {...props}
      aria-keyshortcuts={keymap[action].join(' ') || undefined}
      aria-pressed={pressed}
    >
      {key && (
        <kbd className={classes.key} aria-hidden>
          {keyText(key)}
        </kbd>
      )}
      {children ?? labelOf(action)}
    </Button>
  );
}
