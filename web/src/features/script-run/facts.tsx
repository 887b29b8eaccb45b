import { t } from '@lingui/core/macro';
import { TextInput } from '@mantine/core';
import type { Choice } from '@/script';
import classes from './script-run.module.css';
import { said } from './words';

interface Shown {
  facts: readonly Choice[];
  typed: Readonly<Record<string, string>>;
  merged: Readonly<Record<string, string>>;
  language: string;
  onType: (code: string, text: string) => void;
}

/** What was found out so far: filled by answers, or typed. */
export function Facts({ facts, typed, merged, language, onType }: Shown) {
  if (facts.length === 0) return null;
  return (
    <ul className={classes.facts} aria-label={t`Facts`}>
      {facts.map(({ code, label }) => (
        <li key={code}>
          <TextInput
            size="xs"
            classNames={{ root: classes.fact, wrapper: classes.factField }}
            label={said(label, language)}
            maxLength={200}
            value={typed[code] ?? merged[`fact.${code}`] ?? ''}
            onChange={(event) => onType(code, event.currentTarget.value)}
          />
        </li>
      ))}
    </ul>
  );
}
