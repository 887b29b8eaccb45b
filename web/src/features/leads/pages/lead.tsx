import '../catalogue';
import { t } from '@lingui/core/macro';
import { Alert, Anchor, Button, Group, Modal, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import {
  changeLead,
  changeLeads,
  type Lead,
  leadPersonQuery,
  leadQuery,
  leadSuppressionsQuery,
  readWhole,
  type Person as WholePerson,
} from '@/api/leads';
import { listQuery } from '@/api/lists';
import { asProblem, problemInstead } from '@/api/problem';
import { type Me, meQuery } from '@/api/session';
import { useConfirmed } from '@/features/session';
import { confirm } from '@/ui/Confirm';
import { IconLeft } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime, number } from '@/words/format';
import { nameOf } from '@/words/language';
import { DialNext } from './dial-next';
import { EditLead } from './edit';
import { History } from './history';
import { Promises } from './promises';
import { SamePerson } from './same-person';
import { leadStates, toneOf } from './words';

/** One lead: whether it is dialled now and why not, who it is, what was promised, all that happened. */
export default function LeadPage() {
  const leadId = Number((useParams({ strict: false }) as { leadId: string }).leadId);
  const { data: me } = useSuspenseQuery(meQuery);
  const queries = useQueryClient();
  const { data: read, error, refetch } = useQuery(leadQuery(leadId));
  const { data: person } = useQuery({
    ...leadPersonQuery(leadId),
    enabled: me.permissions.includes('person.read'),
  });
  const { data: list } = useQuery({ ...listQuery(read?.value.list_id ?? 0), enabled: read !== undefined });
  const [whole, setWhole] = useState<Lead | null>(null);
  const [isEdited, setEdited] = useState(false);
  const refresh = () => queries.invalidateQueries({ queryKey: ['leads'] });
  const act = useMutation({ mutationFn: (what: () => Promise<unknown>) => what(), onSettled: refresh });
  const lacking = problemInstead(error, read);
  if (lacking) return <ProblemAlert problem={lacking} onRetry={() => void refetch()} />;
  if (!read) return <Loading lines={8} />;
  const lead = read.value;
  const shown = whole ?? lead;
  const mayWrite = me.permissions.includes('lead.write');
  const suppress = async () => {
    const yes = await confirm({
      title: t`Must this person not be called?`,
      body: t`The objection is taken down for the company: no number of this person is called any more, in any campaign.`,
      action: t`Suppress`,
      tone: 'stop',
    });
    if (yes) act.mutate(() => changeLeads({ ids: [leadId], action: 'suppress' }));
  };
  return (
    <Stack gap="md">
      <Anchor component={Link} to="/leads" size="sm">
        <Group gap={4}>
          <IconLeft size={16} />
          {t`All leads`}
        </Group>
      </Anchor>
      <Group justify="space-between">
        <Group gap="sm">
          <Title order={1}>{shown.name || shown.external_id || t`Lead ${number(leadId)}`}</Title>
          <State tone={toneOf(lead.state)}>{leadStates()[lead.state]}</State>
        </Group>
        {mayWrite && (
          <Group gap="xs">
            <DialNext leadId={leadId} disabled={!['open', 'held'].includes(lead.state)} />
            <Button variant="default" onClick={() => setEdited(true)}>{t`Edit`}</Button>
            {lead.state === 'done' ? (
              <Button
                variant="default"
                onClick={() => act.mutate(() => changeLead(leadId, { state: 'open' }, read))}
              >
                {t`Dial it again`}
              </Button>
            ) : (
              <Button
                variant="default"
                onClick={() => act.mutate(() => changeLead(leadId, { state: 'done' }, read))}
              >
                {t`Do not dial it any more`}
              </Button>
            )}
            <Button variant="default" color="stop" onClick={() => void suppress()}>
              {t`Must not be called`}
            </Button>
          </Group>
        )}
      </Group>
      {act.error && <ProblemAlert problem={asProblem(act.error)} />}
      <Alert
        color={lead.waits.code === 'in_turn' || lead.waits.code === 'in_hopper' ? 'ok' : 'warn'}
        role="status"
        title={t`Whether it is dialled now`}
      >
        <Text size="sm" data-from="api">
          {lead.waits.text}
        </Text>
        {lead.waits.until && (
          <Text size="sm">{t`Until ${dateAndTime(new Date(lead.waits.until))}, your time.`}</Text>
        )}
      </Alert>
      <Group align="flex-start" gap="xl">
        <Stack gap="md" maw={520} flex="1 1 360px">
          <Phones lead={shown} me={me} onWhole={setWhole} isWhole={whole !== null} />
          <Facts lead={shown} listName={list?.value.name ?? ''} />
          {person && <Person person={person} leadId={leadId} mayMerge={me.permissions.includes('person.merge')} />}
        </Stack>
        <Stack gap="md" flex="1 1 420px">
          <Promises leadId={leadId} personId={person?.id ?? 0} me={me} />
          {person && <History personId={person.id} />}
        </Stack>
      </Group>
      <Modal opened={isEdited} onClose={() => setEdited(false)} title={t`Edit the lead`} size="lg">
        <EditLead read={read} onDone={() => setEdited(false)} />
      </Modal>
    </Stack>
  );
}

interface PhonesShown {
  lead: Lead;
  me: Me;
  isWhole: boolean;
  onWhole: (lead: Lead) => void;
}

/** The phones in the order in which they are dialled, and which of them must not be. */
function Phones({ lead, me, isWhole, onWhole }: PhonesShown) {
  const { data: suppressed = [] } = useQuery(leadSuppressionsQuery(lead.lead_id));
  const confirmed = useConfirmed(me);
  const [isAsked, setAsked] = useState(false);
  const [reason, setReason] = useState('');
  const reading = useMutation({
    mutationFn: () => confirmed(() => readWhole(lead.lead_id, reason.trim())),
    onSuccess: (read) => {
      onWhole(read);
      setAsked(false);
    },
  });
  const ofPerson = suppressed.find(({ position }) => position === null);
  return (
    <section aria-label={t`Phones`}>
      <Group justify="space-between">
        <Title order={2} size="h4">{t`Phones`}</Title>
        {me.permissions.includes('number.unmask') && !isWhole && (
          <Button size="compact-sm" variant="subtle" onClick={() => setAsked(true)}>
            {t`Show the numbers`}
          </Button>
        )}
      </Group>
      <Table verticalSpacing={6}>
        <Table.Tbody>
          {lead.phones.map(({ position, number: one, label }) => {
            const by = suppressed.find((found) => found.position === position);
            return (
              <Table.Tr key={position}>
                <Table.Th scope="row" className="figures">
                  {one}
                </Table.Th>
                <Table.Td>{label}</Table.Td>
                <Table.Td>
                  {by ? (
                    <State tone="stop">{scopeWords(by.scope)}</State>
                  ) : (
                    position === lead.next_phone && <State tone="brand">{t`next`}</State>
                  )}
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
      {ofPerson && (
        <Alert color="stop" title={t`This person has said no`}>
          <Text size="sm">
            {t`since ${dateAndTime(new Date(ofPerson.added_at))}`} {ofPerson.reason}
          </Text>
        </Alert>
      )}
      <Modal opened={isAsked} onClose={() => setAsked(false)} title={t`Show the numbers`}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            reading.mutate();
          }}
        >
          <Stack>
            {reading.error && <ProblemAlert problem={asProblem(reading.error)} />}
            <TextInput
              label={t`Why`}
              description={t`The audit keeps it, with your name.`}
              value={reason}
              onChange={({ currentTarget }) => setReason(currentTarget.value)}
              maxLength={500}
              required
              data-autofocus
            />
            <Group justify="flex-end">
              <Button type="submit" loading={reading.isPending}>{t`Show`}</Button>
            </Group>
          </Stack>
        </form>
      </Modal>
    </section>
  );
}

function scopeWords(scope: string): string {
  if (scope === 'all') return t`must not be called by anybody`;
  return scope.startsWith('campaign') ? t`must not be called in this campaign` : t`must not be called`;
}

function Facts({ lead, listName }: { lead: Lead; listName: string }) {
  const facts: [string, string | null][] = [
    [t`Customer number`, lead.external_id],
    [t`Language`, lead.language && nameOf(lead.language)],
    [t`Time zone`, lead.zone_key.replaceAll('|', ', ')],
    [t`Postcode`, lead.postcode],
    [t`Agent who knows them`, lead.owner],
    [t`Priority`, number(lead.priority)],
    [t`Calls`, number(lead.attempts)],
    [t`Notes`, lead.notes],
    ...Object.entries(lead.fields).map(([name, value]): [string, string] => [name, String(value)]),
  ];
  return (
    <section aria-label={t`What is known`}>
      <Title order={2} size="h4">{t`What is known`}</Title>
      <Table verticalSpacing={6}>
        <Table.Tbody>
          <Table.Tr>
            <Table.Th scope="row" w={180}>{t`List`}</Table.Th>
            <Table.Td>
              <Anchor inherit component={Link} to={`/lists/${lead.list_id}`}>
                {listName || lead.list_id}
              </Anchor>
            </Table.Td>
          </Table.Tr>
          {facts
            .filter(([, said]) => said)
            .map(([what, said]) => (
              <Table.Tr key={what}>
                <Table.Th scope="row" w={180}>
                  {what}
                </Table.Th>
                <Table.Td>{said}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

interface PersonShown {
  person: WholePerson;
  leadId: number;
  mayMerge: boolean;
}

/** The person above the lead: the other leads that are the same one, and what was said about being called. */
function Person({ person, leadId, mayMerge }: PersonShown) {
  const others = person.lead_ids.filter((id) => id !== leadId);
  const last = person.permissions[0];
  if (others.length === 0 && !last && !mayMerge) return null;
  return (
    <section aria-label={t`Person`}>
      <Title order={2} size="h4">{t`Person`}</Title>
      {last && (
        <Text size="sm">
          {last.is_given && !last.withdrawn_at
            ? t`said yes to being contacted on ${dateAndTime(new Date(last.given_at))}`
            : t`said no to being contacted on ${dateAndTime(new Date(last.withdrawn_at ?? last.given_at))}`}
        </Text>
      )}
      {others.length > 0 && (
        <Group gap="xs">
          <Text size="sm">{t`is also`}</Text>
          {others.slice(0, 20).map((id) => (
            <Anchor key={id} size="sm" component={Link} to={`/leads/${id}`}>
              {t`lead ${number(id)}`}
            </Anchor>
          ))}
        </Group>
      )}
      {mayMerge && <SamePerson person={person} leadId={leadId} />}
    </section>
  );
}
