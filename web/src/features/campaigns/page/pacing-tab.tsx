import { t } from '@lingui/core/macro';
import { NativeSelect, SimpleGrid, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import type { Campaign } from '@/api/campaigns';
import { useLive } from '@/live/live';
import { State } from '@/ui/State';
import { number, percent } from '@/words/format';
import type { LiveCampaign, LivePace } from '../live';
import { MODES, modeText, modeWord } from '../words';
import { LastMinutes } from './last-minutes';
import { Figures } from './now-tab';
import { NumberOf } from './number-of';
import type { Edit } from './use-edit';
import { WhatIf } from './what-if';

interface Shown {
  campaign: Campaign;
  live: LiveCampaign | undefined;
  edit: Edit;
}

/** How fast the campaign dials: the settings of its mode, what they do at this moment, and what others would do. */
export function PacingTab({ campaign, live, edit }: Shown) {
  return (
    <Stack gap="xl">
      <PacingSettings edit={edit} />
      <WhatIf campaign={campaign} edit={edit} agents={live?.agents.logged_in ?? 0} />
      {live && (
        <section aria-label={t`What it does now`}>
          <Title order={2} size="h3" mb="sm">{t`What it does now`}</Title>
          <Stack>
            <Figures live={live} />
            <Budgets campaignId={campaign.id} />
            <LastMinutes campaignId={campaign.id} />
          </Stack>
        </section>
      )}
    </Stack>
  );
}

function PacingSettings({ edit }: { edit: Edit }) {
  const { settings, change, mayWrite, errorAt } = edit;
  const { mode } = settings;
  const wide = { base: 1, sm: 2, lg: 3 };
  return (
    <section aria-label={t`Pacing`}>
      <Stack gap="md" maw={900}>
        <NativeSelect
          label={t`Mode`}
          description={modeText(mode)}
          value={mode}
          disabled={!mayWrite}
          error={errorAt('mode')}
          onChange={(event) => change({ mode: event.currentTarget.value as typeof mode })}
          data={MODES.map((one) => ({ value: one, label: modeWord(one) }))}
          maw={520}
        />
        <SimpleGrid cols={wide}>
          {mode === 'ratio' && (
            <NumberOf
              edit={edit}
              field="ratio"
              label={t`Calls for each ready agent`}
              min={0.1}
              max={10}
              step={0.1}
              digits={1}
            />
          )}
          {(mode === 'predictive' || mode === 'ratio') && (
            <NumberOf
              edit={edit}
              field="target_abandon_share"
              label={t`Abandoned share, at most`}
              description={t`Of the people who answer. The law's limit holds too, where it is lower.`}
              suffix=" %"
              factor={0.01}
              min={0}
              max={100}
              step={0.5}
              digits={1}
            />
          )}
          <NumberOf
            edit={edit}
            field="wait_limit_ms"
            label={t`Wait limit`}
            description={t`How long an answered person may wait for an agent.`}
            suffix=" s"
            factor={1000}
            min={0}
            max={30}
            step={0.5}
            digits={1}
          />
          <NumberOf
            edit={edit}
            field="ring_limit_ms"
            label={t`Ring time`}
            description={t`After it a call counts as not answered.`}
            suffix=" s"
            factor={1000}
            min={5}
            max={120}
          />
          <NumberOf
            edit={edit}
            field="wrap_up_limit_ms"
            label={t`Wrap-up, at most`}
            description={t`After it the agent is ready again.`}
            suffix=" s"
            factor={1000}
            min={0}
            max={3600}
          />
        </SimpleGrid>
        {(mode === 'predictive' || mode === 'ratio') && (
          <TextInput
            label={t`Shared budget`}
            description={t`Campaigns of one company with the same name here share one budget of abandoned calls. Empty: its own.`}
            value={settings.shared_budget}
            disabled={!mayWrite}
            error={errorAt('shared_budget')}
            maxLength={100}
            onChange={(event) => change({ shared_budget: event.currentTarget.value })}
            maw={520}
          />
        )}
      </Stack>
    </section>
  );
}

/** How each limit on abandoned calls stands: the lowest price of them binds. */
function Budgets({ campaignId }: { campaignId: number }) {
  const pace = useLive(`campaign:${campaignId}`, (parts) => parts[`pace:${campaignId}`]) as LivePace | undefined;
  if (!pace) return null;
  return (
    <Stack gap="xs">
      {pace.words && (
        <Text size="sm" data-from="api">
          {pace.words}
        </Text>
      )}
      {pace.constraints.length > 0 && (
        <Table.ScrollContainer minWidth={0}>
          <Table withTableBorder maw={760} aria-label={t`Limits on abandoned calls`}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t`Limit`}</Table.Th>
                <Table.Th ta="right">{t`Abandoned`}</Table.Th>
                <Table.Th ta="right">{t`Allowed`}</Table.Th>
                <Table.Th ta="right">{t`Calls in hand`}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {pace.constraints.map((one) => (
                <Table.Tr key={one.name}>
                  <Table.Th scope="row" data-from="api">
                    {one.text}
                  </Table.Th>
                  <Table.Td ta="right">
                    <State tone={one.share > one.limit ? 'stop' : one.share > one.aim ? 'warn' : 'ok'}>
                      {percent(one.share, 2)}
                    </State>
                  </Table.Td>
                  <Table.Td ta="right">{percent(one.limit, 1)}</Table.Td>
                  <Table.Td ta="right">{Number.isFinite(one.bank) ? number(one.bank, 1) : '–'}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}
