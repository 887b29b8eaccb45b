import { UnstyledButton } from '@mantine/core';
import { number } from '@/words/format';
import classes from './results.module.css';

interface Shown {
  value: number;
  /** What the figure counts, for those who do not see where it stands. */
  name: string;
  onOpen?: (() => void) | undefined;
}

/** A count that opens the rows behind it; nothing opens nothing. */
export function Figure({ value, name, onOpen }: Shown) {
  if (!onOpen || value === 0) return <>{number(value)}</>;
  return (
    <UnstyledButton className={classes.figure} aria-label={`${name}: ${number(value)}`} onClick={onOpen}>
      {number(value)}
    </UnstyledButton>
  );
}
