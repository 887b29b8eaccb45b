import { t } from '@lingui/core/macro';
import { Alert, Button, Checkbox, Group, Radio, Stack, Text, TextInput, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, Suspense, useState } from 'react';
import type { Agent } from '@/api/agents';
import { problemInstead } from '@/api/problem';
import { type AgentCampaign, agentCampaignsQuery, logIn } from '@/api/workplace';
import { Card, dayOf, isPostureDue, keepPosture, postureTurn, readPosture } from '@/features/cards';
import { DeviceCheck, usePhone } from '@/features/phone';
import { EmptyYet } from '@/ui/Empty';
import { IconWarn } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { useDesk } from './desk';
import classes from './workplace.module.css';

/** To work: for which campaigns, at which phone. */
export function LogIn() {
  const { agentId, agent } = useDesk();
  const { data: campaigns, error, refetch } = useQuery(agentCampaignsQuery(agentId));
  const lacking = problemInstead(error, campaigns);
  if (lacking) return <ProblemAlert problem={lacking} onRetry={() => void refetch()} />;
  if (!campaigns || !agent) return <Loading lines={4} />;
  if (campaigns.length === 0)
    return (
      <EmptyYet title={t`There is nothing to work for yet`}>
        {t`A campaign has to be set up first. Whoever manages the campaigns can do that.`}
      </EmptyYet>
    );
  const { phone, leg_kind: kind, campaign_id: before } = agent.value;
  const today = dayOf(new Date());
  const seat = <Seat campaigns={campaigns} phone={kind === 'browser' ? '' : phone} kind={kind} before={before} />;
  if (!isPostureDue(readPosture(agentId), today)) return seat;
  return (
    <div className={classes.first}>
      {seat}
      <aside className={classes.posture} aria-label={t`Before you begin`}>
        <Card kind="posture" turn={postureTurn(today)} />
      </aside>
    </div>
  );
}

const deskPhone = (phone: string, before: Agent['leg_kind']) => ({
  phone,
  ...(before === 'browser' ? { leg_kind: 'standing' as const } : {}),
});

interface SeatShown {
  campaigns: readonly AgentCampaign[];
  /** The agent's desk phone; empty if none is known. */
  phone: string;
  kind: Agent['leg_kind'];
  before: number | null;
}

function Seat({ campaigns, phone, kind, before }: SeatShown) {
  const { agentId, run, pending } = useDesk();
  const running = campaigns.filter((one) => one.status === 'running');
  const first = campaigns.find(({ id }) => id === before) ?? running[0] ?? campaigns[0];
  const [main, setMain] = useState(first?.id ?? 0);
  const [also, setAlso] = useState<readonly number[]>([]);
  const [own, setOwn] = useState(phone);
  const [isHere, setHere] = useState(kind === 'browser');
  const { state, disconnect } = usePhone();
  const isPhoneReady = !isHere || ['registered', 'ringing', 'up'].includes(state);
  const [warning, setWarning] = useState<string | null>(null);
  const chosen = campaigns.find(({ id }) => id === main);
  const beside = campaigns.filter((one) => one.id !== main && one.node_id === chosen?.node_id);

  const begin = (event: FormEvent) => {
    event.preventDefault();
    void run('log_in', async () => {
      const done = await logIn(agentId, {
        campaign_id: main,
        also_campaign_ids: also.filter((id) => beside.some((one) => one.id === id)),
        ready: true,
        ...(isHere ? { leg_kind: 'browser' } : own !== phone || kind === 'browser' ? deskPhone(own, kind) : {}),
      });
      keepPosture(agentId, dayOf(new Date())); // begun, with the card beside it: no more today
      setWarning(done.phone_warning ?? null);
    });
  };
  return (
    <form onSubmit={begin} className={classes.seat}>
      <Stack gap="md">
        <Title order={2} size="h3">
          {t`Begin work`}
        </Title>
        <Radio.Group label={t`Campaign`} value={String(main)} onChange={(id) => setMain(Number(id))}>
          <Stack gap={6} mt={6}>
            {campaigns.map((one, index) => (
              <Radio
                key={one.id}
                value={String(one.id)}
                label={one.status === 'running' ? one.name : t`${one.name} (does not dial now)`}
                autoFocus={index === campaigns.findIndex(({ id }) => id === main)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {beside.length > 0 && (
          <Checkbox.Group label={t`Also for`} value={also.map(String)} onChange={(ids) => setAlso(ids.map(Number))}>
            <Stack gap={6} mt={6}>
              {beside.map((one) => (
                <Checkbox key={one.id} value={String(one.id)} label={one.name} />
              ))}
            </Stack>
          </Checkbox.Group>
        )}
        <Radio.Group
          label={t`Phone`}
          value={isHere ? 'here' : 'desk'}
          onChange={(where) => {
            setHere(where === 'here');
            if (where === 'desk') disconnect();
          }}
        >
          <Stack gap={6} mt={6}>
            <Radio value="desk" label={t`On my desk`} />
            <Radio value="here" label={t`In this page, with the headset`} />
          </Stack>
        </Radio.Group>
        {isHere ? (
          <Suspense fallback={<Loading lines={4} />}>
            <DeviceCheck agentId={agentId} campaignId={main} />
          </Suspense>
        ) : (
          <TextInput
            label={t`Name of the phone`}
            description={t`The phone on your desk, by its name at Asterisk. It rings, and stays up while you work.`}
            value={own}
            onChange={(event) => setOwn(event.currentTarget.value)}
            spellCheck={false}
            autoCapitalize="none"
            required
          />
        )}
        {warning && (
          <Alert color="warn" icon={<IconWarn />} role="status">
            {warning}
          </Alert>
        )}
        <Group>
          <Button type="submit" loading={pending === 'log_in'} disabled={!isPhoneReady}>
            {t`Begin work`}
          </Button>
        </Group>
        <Text size="sm" c="dimmed">
          {isHere
            ? t`If this page is loaded again in a talk, the person hears a sound, and you are back in some seconds.`
            : t`Whatever the pages do, the phone on your desk keeps the call.`}
        </Text>
      </Stack>
    </form>
  );
}
