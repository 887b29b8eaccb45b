import { t } from '@lingui/core/macro';
import { Button, Group, Paper, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Campaign } from '@/api/campaigns';
import { type Me, meQuery } from '@/api/session';
import { useHeard } from '@/live/live';
import { State } from '@/ui/State';
import { type LiveCampaign, statusOf } from '../live';
import { statusWord } from '../words';
import classes from './campaign.module.css';
import { type Dialling, diallingOf, type Mend, mayMend, mendOfReason } from './mend';

interface Shown {
  campaign: Campaign;
  live: LiveCampaign | undefined;
  me: Me;
  /** Opens the check before the start, as the button above does; null for who may not start it. */
  onStart: (() => void) | null;
}

/** Whether the campaign dials, and if not, why and what mends it: the first thing on its page. */
export function TopLine({ campaign, live, me, onStart }: Shown) {
  const heard = useHeard(`campaign:${campaign.id}`);
  const status = statusOf(live, campaign.status);
  const dialling = diallingOf(campaign.status, live, { follows: me.permissions.includes('board.read'), heard });
  const mend = mendOfReason(live?.why?.code ?? campaign.status);
  const [tone, word] = statusWord(status);
  return (
    <Paper
      component="section"
      aria-label={t`Whether it dials`}
      withBorder
      p="md"
      radius="md"
      className={classes.top}
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div role="status">
          <Group gap="sm">
            <State tone={tone}>{word}</State>
            <Text fw={600}>{firstWords(dialling)}</Text>
          </Group>
          <Text mt={4} data-from="api">
            {live?.why?.text ?? ownWords(campaign, dialling)}
          </Text>
        </div>
        {mend && <MendButton campaignId={campaign.id} mend={mend} onStart={onStart} />}
      </Group>
    </Paper>
  );
}

function firstWords(dialling: Dialling): string {
  switch (dialling) {
    case 'dials':
      return t`It dials.`;
    case 'unheard':
    case 'unseen':
      return t`It is started.`;
    default:
      return t`It does not dial.`;
  }
}

/** What can be said without an engine. */
function ownWords({ status }: Campaign, dialling: Dialling): string {
  if (dialling === 'unheard') return '';
  if (dialling === 'unseen')
    return t`Your role does not follow calls as they happen: what it does at this moment is not shown.`;
  switch (status) {
    case 'closed':
      return t`The campaign is closed: its lists are free, and it can be opened again.`;
    case 'archived':
      return t`The campaign is archived: it can only be read.`;
    case 'stopped':
      return t`The campaign is stopped.`;
    case 'paused':
      return t`The campaign is paused.`;
    default:
      return t`No engine shows this campaign: nothing is dialled until one runs.`;
  }
}

interface MendShown {
  campaignId: number;
  mend: Mend;
  onStart: (() => void) | null;
  /** What else happens when somebody goes there: a dialog closes. */
  onFollow?: () => void;
}

export function MendButton({ campaignId, mend, onStart, onFollow }: MendShown) {
  const navigate = useNavigate();
  const { data: me } = useSuspenseQuery(meQuery);
  if (!mayMend(me.permissions, mend)) return null;
  if (mend.kind === 'start') {
    return (
      onStart && (
        <Button variant="default" size="xs" className={classes.mend} onClick={onStart}>
          {t`What a start needs`}
        </Button>
      )
    );
  }
  if (mend.kind === 'page') {
    return (
      <Button
        component={Link}
        to={mend.path as never}
        variant="default"
        size="xs"
        className={classes.mend}
        onClick={onFollow}
      >
        {mend.label}
      </Button>
    );
  }
  return (
    <Button
      variant="default"
      size="xs"
      className={classes.mend}
      onClick={() => {
        onFollow?.();
        void navigate({ to: `/campaigns/${campaignId}`, search: { tab: mend.tab } } as never);
      }}
    >
      {mend.label}
    </Button>
  );
}
