import { plural, t } from '@lingui/core/macro';
import { Alert, Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { trunksQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { isInUse, provisioningQuery, type RetirementPlan, retirementQuery } from '@/api/provisioning';
import { meQuery } from '@/api/session';
import { retireTrunk, trunkQuery } from '@/api/telephony';
import { Drain } from '@/features/telephony';
import { confirm } from '@/ui/Confirm';
import { IconWarn } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { Changes } from './changes';
import classes from './provisioning.module.css';

interface Shown {
  nodeId: number;
  name: string;
}

/** The way out of use: what is in its way, what goes with the trunk, and the last step. */
export function Retirement({ nodeId, name }: Shown) {
  const queries = useQueryClient();
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: plan, error: unknown, refetch } = useQuery(retirementQuery(nodeId, name));
  const {
    mutate,
    reset,
    isPending,
    error: refused,
  } = useMutation({
    mutationFn: retireTrunk,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: provisioningQuery(nodeId, name).queryKey });
      await queries.invalidateQueries({ queryKey: trunksQuery.queryKey });
    },
  });
  const retire = useMutation({
    mutationFn: () => queries.fetchQuery(trunkQuery(nodeId, name)),
    onSuccess: async (read) => {
      const question = {
        title: t`Take trunk ${name} out of use?`,
        body: t`Nothing dials over it any more; calls of the past keep it. This page brings it back.`,
        action: t`Take it out of use`,
      };
      if (await confirm({ ...question, tone: 'stop' })) mutate(read);
    },
  });
  if (unknown) return <ProblemAlert problem={asProblem(unknown)} onRetry={() => void refetch()} />;
  if (!plan) return <Loading lines={4} />;
  const error = retire.error ?? refused;
  return (
    <Stack>
      <div>
        <Title order={2} size="h4">{t`Before it is taken out of use`}</Title>
        <Hindrances nodeId={nodeId} name={name} plan={plan} />
      </div>
      <div>
        <Title order={2} size="h4">{t`What goes with it`}</Title>
        <Losses plan={plan} />
      </div>
      {error && (
        <ProblemAlert
          problem={asProblem(error)}
          onReread={() => {
            reset();
            void refetch();
          }}
        />
      )}
      {me.permissions.includes('trunk.write') && (
        <Group>
          <Button color="stop" disabled={isInUse(plan)} loading={isPending} onClick={() => retire.mutate()}>
            {t`Take out of use`}
          </Button>
          {isInUse(plan) && <Text size="sm">{t`It is still in use: see above.`}</Text>}
        </Group>
      )}
    </Stack>
  );
}

/** What has to be so before, each with what does it. */
function Hindrances({ nodeId, name, plan }: Shown & { plan: RetirementPlan }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const { data: trunks = [] } = useQuery(trunksQuery);
  const trunk = trunks.find((one) => one.node_id === nodeId && one.name === name);
  const under = plan.campaigns.filter((one) => one.is_under_way);
  return (
    <ol className={classes.steps} aria-label={t`Before it is taken out of use`}>
      <Condition
        met={!plan.is_enabled}
        title={plan.is_enabled ? t`It is not drained yet` : t`It is drained`}
        text={t`No campaign starts a call over a drained trunk; calls that live go on to their end.`}
      >
        {plan.is_enabled && trunk && me.permissions.includes('trunk.switch') && <Drain trunk={trunk} size="xs" />}
      </Condition>
      <Condition
        met={under.length === 0}
        title={
          under.length === 0
            ? t`No campaign that is under way uses it`
            : plural(under.length, {
                one: 'A campaign that is under way uses it',
                other: '# campaigns that are under way use it',
              })
        }
        text={under.length === 0 ? '' : t`Stop them, or give them other trunks.`}
      >
        <Campaigns campaigns={under} />
      </Condition>
      <Condition
        met={plan.live_calls === 0}
        title={plural(plan.live_calls, {
          0: 'No call is live on it',
          one: '# call is live on it',
          other: '# calls are live on it',
        })}
        text={plan.live_calls === 0 ? '' : t`No call is cut: wait for its end.`}
      />
    </ol>
  );
}

function Condition(shown: { met: boolean; title: string; text: string; children?: ReactNode }) {
  const { met, title, text, children } = shown;
  return (
    <li>
      <State tone={met ? 'ok' : 'warn'}>{title}</State>
      {text && <Text size="sm">{text}</Text>}
      {children}
    </li>
  );
}

function Losses({ plan }: { plan: RetirementPlan }) {
  const { campaigns, changes, groups, is_written, why_unasked } = plan;
  const groupNames = groups.join(', ');
  return (
    <Stack gap="xs">
      {campaigns.length === 0 && groups.length === 0 && (
        <Text size="sm">{t`No campaign and no group has it.`}</Text>
      )}
      {campaigns.length > 0 && (
        <div>
          <Text size="sm">{t`These campaigns lose it:`}</Text>
          <Campaigns campaigns={campaigns} />
        </div>
      )}
      {groups.length > 0 && <Text size="sm">{t`It leaves its groups: ${groupNames}.`}</Text>}
      {!is_written && (
        <Text size="sm">{t`Asterisk keeps its endpoint, which stands in files of your own: take it away there.`}</Text>
      )}
      {changes === null && (
        <Alert color="warn" icon={<IconWarn />} title={t`Asterisk could not be compared`}>
          {why_unasked} {t`What Pronto has written leaves Asterisk when it can be reached again.`}
        </Alert>
      )}
      {is_written && changes && (
        <Changes
          changes={changes}
          caption={t`What is taken out of Asterisk`}
          before={t`Now`}
          after={t`Then`}
          nothing={t`Asterisk has nothing of it.`}
        />
      )}
    </Stack>
  );
}

function Campaigns({ campaigns }: { campaigns: RetirementPlan['campaigns'] }) {
  if (campaigns.length === 0) return null;
  return (
    <Group component="ul" gap="md" p={0} m={0} className={classes.names}>
      {campaigns.map((one) => (
        <li key={one.id}>
          <Anchor component={Link} to={`/campaigns/${one.id}` as string} size="sm">
            {one.name}
          </Anchor>
        </li>
      ))}
    </Group>
  );
}
