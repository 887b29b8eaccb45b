import { t } from '@lingui/core/macro';
import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { asProblem } from '@/api/problem';
import { type Alert, alertsQuery } from '@/api/supervision';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Prose } from '@/ui/Prose';
import { State } from '@/ui/State';
import type { Tone } from '@/ui/theme';
import { type Catalogue, speakToo } from '@/words/language';
import { pageOf } from './page-of';

await speakToo(import.meta.glob<Catalogue>('./words/*.po'));

/** What is wrong now, and what to do about it: the most urgent first. */
export function AlertList({ most }: { most?: number }) {
  const { data, error, refetch } = useQuery(alertsQuery);
  const shown = most === undefined ? data : data?.slice(0, most);
  const left = (data?.length ?? 0) - (shown?.length ?? 0);
  return (
    <section aria-label={t`Alerts`}>
      <Title order={2} size="h3" mb="sm">
        {t`Alerts`}
      </Title>
      {error && <ProblemAlert problem={asProblem(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data?.length === 0 && <State tone="ok">{t`Nothing needs you now`}</State>}
      <Stack component="ul" gap="xs" m={0} p={0} aria-live="polite">
        {shown?.map((alert) => (
          <Row key={`${alert.about} ${alert.id} ${alert.name} ${alert.code}`} alert={alert} />
        ))}
      </Stack>
      {left > 0 && (
        <Text size="sm" mt="xs">
          <PageLink to="/supervision">{t`and ${left} more`}</PageLink>
        </Text>
      )}
    </section>
  );
}

const TONES: Record<Alert['weight'], Tone> = { stop: 'stop', warn: 'warn', note: 'brand' };

function Row({ alert }: { alert: Alert }) {
  const words: Record<Alert['weight'], string> = { stop: t`now`, warn: t`soon`, note: t`to know` };
  const page = pageOf(alert);
  return (
    <Paper component="li" withBorder p="xs" radius="sm" style={{ listStyle: 'none' }} data-alert={alert.code}>
      <Group gap="sm" align="baseline" wrap="nowrap">
        <State tone={TONES[alert.weight]}>{words[alert.weight]}</State>
        <div>
          <Text fw={600}>
            <Prose>{alert.text}</Prose>
          </Text>
          <Text size="sm">
            <Prose>{alert.mend}</Prose> {page && <PageLink to={page}>{t`Open the page`}</PageLink>}
          </Text>
        </div>
      </Group>
    </Paper>
  );
}

/** A link to another page of the console, which may carry what stands behind the question mark. */
function PageLink({ to, children }: { to: string; children: string }) {
  const { history } = useRouter();
  return (
    <Anchor
      href={to}
      size="sm"
      onClick={(event) => {
        event.preventDefault();
        history.push(to);
      }}
    >
      {children}
    </Anchor>
  );
}
