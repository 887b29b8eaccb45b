import { plural, t } from '@lingui/core/macro';
import { Alert, Button, Group, List, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { IconNoLink, IconStop, IconWarn } from './icons';
import { Prose } from './Prose';
import { wrongPlaceText } from './wrong-places';

/** What this part needs to know of a failure; the API's problems fit. */
export interface Trouble {
  kind: string;
  title: string;
  message: string;
  errors?: readonly { where: string; what: string; mend?: string | undefined }[];
  retryAfter?: number | null;
  reference?: string | null;
}

const PASSES = new Set(['network', 'busy']);
const WAIT_S = 5;

interface Shown {
  problem: Trouble;
  onRetry?: () => void;
  /** Reads anew what somebody else has changed meanwhile, instead of overwriting it. */
  onReread?: () => void;
}

/** What went wrong, and what to do. What may pass by itself is tried again, with the wait shown. */
export function ProblemAlert({ problem, onRetry, onReread }: Shown) {
  const passes = PASSES.has(problem.kind);
  const Icon = problem.kind === 'network' ? IconNoLink : passes ? IconWarn : IconStop;
  return (
    <Alert role="alert" color={passes ? 'warn' : 'stop'} icon={<Icon />} title={titleOf(problem)}>
      {detailOf(problem) && (
        <Text size="sm">
          <Prose>{detailOf(problem)}</Prose>
        </Text>
      )}
      {problem.errors && problem.errors.length > 0 && (
        <List size="sm" mt="xs">
          {problem.errors.map((one) => (
            <List.Item key={`${one.where} ${one.what}`}>
              <Prose>{wrongPlaceText(one)}</Prose>
            </List.Item>
          ))}
        </List>
      )}
      {problem.reference && (
        <Text size="sm" mt="xs">
          {t`In Pronto's log this is ${problem.reference}.`}
        </Text>
      )}
      {onReread && problem.kind === 'conflict' && (
        <Button size="xs" variant="default" mt="sm" onClick={onReread}>
          {t`Read what is there now`}
        </Button>
      )}
      {onRetry && <Retry onRetry={onRetry} wait={passes ? (problem.retryAfter ?? WAIT_S) : null} />}
    </Alert>
  );
}

function titleOf({ kind, title }: Trouble): string {
  if (kind === 'network') return t`Pronto does not answer`;
  return title || t`Something went wrong`;
}

function detailOf({ kind, message, errors }: Trouble): string {
  // The list below says it all, in the page's words; the API's sentence repeats it as programs name it.
  if (errors && errors.length > 0) return '';
  if (kind === 'network') return t`The connection to Pronto is interrupted. What you have written is still here.`;
  return message;
}

function Retry({ onRetry, wait }: { onRetry: () => void; wait: number | null }) {
  const [left, setLeft] = useState(wait);
  useEffect(() => {
    if (left === null) return;
    const timer = setTimeout(() => {
      setLeft(left > 1 ? left - 1 : wait);
      if (left <= 1) onRetry();
    }, 1000);
    return () => clearTimeout(timer);
  }, [left, wait, onRetry]);
  return (
    <Group mt="sm" gap="sm">
      <Button size="xs" variant="default" onClick={onRetry}>{t`Try again`}</Button>
      {left !== null && (
        <Text size="sm" aria-live="off">
          {plural(left, { one: 'by itself in # second', other: 'by itself in # seconds' })}
        </Text>
      )}
    </Group>
  );
}
