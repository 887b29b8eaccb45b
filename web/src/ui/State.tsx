import type { ReactNode } from 'react';
import { IconInfo, IconOk, IconPause, IconStop, IconWarn } from './icons';
import classes from './marks.module.css';
import type { Tone } from './theme';

const ICONS = { ok: IconOk, warn: IconWarn, stop: IconStop, rest: IconPause, brand: IconInfo } as const;

/** A state: a word, with a shape and a colour that say the same. */
export function State({ tone, children }: { tone: Tone; children: ReactNode }) {
  const Icon = ICONS[tone];
  return (
    <span className={classes.state} data-tone={tone}>
      <Icon size={16} />
      {children}
    </span>
  );
}
