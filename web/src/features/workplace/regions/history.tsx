import { t } from '@lingui/core/macro';
import { Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { type HistoryEntry, historyQuery } from '@/api/interactions';
import { IconClock, IconFile, IconList, IconPhone, type IconProps } from '@/ui/icons';
import { dateAndTime } from '@/words/format';
import { useDesk } from '../desk';
import type { Contact } from '../interaction';
import classes from '../workplace.module.css';
import { KnownFacts } from './known-facts';

/** C: what was before with this person, over campaigns and channels. */
export function History({ contact }: { contact: Contact }) {
  const { screen } = useDesk();
  const isHidden = screen?.is_withheld === true || contact.shown?.is_withheld === true;
  const personId = contact.shown?.id ?? 0;
  const { data } = useQuery({ ...historyQuery(personId), enabled: personId > 0 && !isHidden });
  const before = data?.filter((one) => !isOfCall(one, screen?.attempt_id)) ?? [];
  return (
    <section className={classes.history} data-region="history" tabIndex={-1} aria-label={t`History`}>
      <Title order={2} size="h6">
        {t`History`}
      </Title>
      {isHidden && <Text size="sm">{t`Shown once the person is identified.`}</Text>}
      {!isHidden && before.length === 0 && screen?.lead?.attempts === 0 && (
        <Text size="sm" c="dimmed">
          {t`Nobody has talked with this person before.`}
        </Text>
      )}
      <ul className={classes.list}>
        {(isHidden ? [] : before).map((one) => (
          <Entry key={`${one.kind} ${one.id}`} one={one} />
        ))}
      </ul>
      {!isHidden && <KnownFacts />}
    </section>
  );
}

/** Whether an entry is this call, or came of it. */
const isOfCall = (one: HistoryEntry, attemptId: string | undefined): boolean =>
  attemptId !== undefined && (one.kind === 'attempt' ? one.id : one.attempt_id) === attemptId;

const ICONS: Readonly<Record<HistoryEntry['kind'], ComponentType<IconProps>>> = {
  attempt: IconPhone,
  callback: IconClock,
  interaction: IconPhone,
  message: IconFile,
  task: IconList,
};

function kindWords(kind: HistoryEntry['kind']): string {
  switch (kind) {
    case 'callback':
      return t`call-back`;
    case 'message':
      return t`message`;
    case 'task':
      return t`task`;
    case 'interaction':
      return t`contact`;
    default:
      return t`call`;
  }
}

function Entry({ one }: { one: HistoryEntry }) {
  const Icon = ICONS[one.kind];
  const said = one.disposition_label || one.subject || one.outcome_label || kindWords(one.kind);
  return (
    <li>
      <Icon size={16} label={kindWords(one.kind)} /> {dateAndTime(new Date(one.at))} <strong>{said}</strong>
      {one.reason_label && `: ${one.reason_label}`}
      <div className={classes.small}>{[one.campaign, one.agent].filter(Boolean).join(', ')}</div>
      {(one.note || one.text) && <div>“{one.note || one.text}”</div>}
    </li>
  );
}
