import { UnstyledButton } from '@mantine/core';
import { number } from '@/words/format';
import classes from './results.module.css';

interface Shown {
  value: number;
  /** What the figure counts, for those who do not see where it stands. */
  name: string;
  /** How it is written, if not as a count: a share, for which `value` is the count of its rows. */
  text?: string;
  onOpen?: (() => void) | undefined;
}

/** A figure that opens the rows behind it; nothing opens nothing. */
export function Figure({ value, name, text = number(value), onOpen }: Shown) {
  if (!onOpen || value === 0) return <>{text}</>;
  return (
    <UnstyledButton className={classes.figure} aria-label={`${name}: ${text}`} onClick={onOpen}>
      {text}
    </UnstyledButton>
  );
}
