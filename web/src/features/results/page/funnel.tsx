import { t } from '@lingui/core/macro';
import { Stack, Table, Text, Title } from '@mantine/core';
import type { Results } from '@/api/results';
import { duration, number, percent } from '@/words/format';
import type { Rows, Stage } from './address';
import { Figure } from './figure';
import { sideName } from './results';
import classes from './results.module.css';
import { countAt, leadsAt, STAGES, shareOf, stageText } from './words';

interface Shown {
  results: Results;
  compared: Results | undefined;
  onRows: (rows: Rows) => void;
}

/** How far attempts and leads came, each stage as a share of the one before and of all. */
export function Funnel({ results, compared, onRows }: Shown) {
  const sides = compared ? [results, compared] : [results];
  return (
    <Stack gap="sm" component="section" aria-label={t`Funnel`}>
      <Title order={2} size="h3">{t`Funnel`}</Title>
      {sides.map((side, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a campaign may be compared with itself
        <Table.ScrollContainer key={place} minWidth={720}>
          <Table withTableBorder>
            <Table.Caption>{sideName(side)}</Table.Caption>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t`Stage`}</Table.Th>
                <Table.Th ta="right">{t`Leads`}</Table.Th>
                <Table.Th ta="right">{t`of the stage before`}</Table.Th>
                <Table.Th ta="right">{t`Attempts`}</Table.Th>
                <Table.Th ta="right">{t`of the stage before`}</Table.Th>
                <Table.Th ta="right">{t`of all attempts`}</Table.Th>
                <Table.Th w="25%">{t`Share`}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {STAGES.map((stage, step) => (
                <StageRow
                  key={stage}
                  side={side}
                  stage={stage}
                  before={STAGES[step - 1]}
                  onRows={place ? undefined : onRows}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ))}
      {sides.map((side, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a campaign may be compared with itself
        <Rates key={place} side={side} named={compared !== undefined} />
      ))}
    </Stack>
  );
}

interface StageShown {
  side: Results;
  stage: Stage;
  before: Stage | undefined;
  onRows: ((rows: Rows) => void) | undefined;
}

function StageRow({ side, stage, before, onRows }: StageShown) {
  const attempts = countAt(side.total, stage);
  const leads = leadsAt(side, stage);
  const name = stageText(stage);
  const ofAll = shareOf(attempts, side.total.attempts) ?? 0;
  const open = onRows && (() => onRows({ reached: stage }));
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td ta="right">
        <Figure value={leads} name={t`Leads, ${name}`} onOpen={open} />
      </Table.Td>
      <Table.Td ta="right">{before ? asShare(shareOf(leads, leadsAt(side, before))) : '–'}</Table.Td>
      <Table.Td ta="right">
        <Figure value={attempts} name={t`Attempts, ${name}`} onOpen={open} />
      </Table.Td>
      <Table.Td ta="right">{before ? asShare(shareOf(attempts, countAt(side.total, before))) : '–'}</Table.Td>
      <Table.Td ta="right">{percent(ofAll)}</Table.Td>
      <Table.Td>
        <div className={classes.bar} style={{ width: `${ofAll * 100}%` }} />
      </Table.Td>
    </Table.Tr>
  );
}

export const asShare = (share: number | null): string => (share === null ? '–' : percent(share));

function Rates({ side, named }: { side: Results; named: boolean }) {
  const { rates } = side;
  const shown: [string, string, string][] = [
    [t`Hit rate`, asShare(rates.hit_rate), t`persons by attempts`],
    [t`Contact rate`, asShare(rates.contact_rate), t`leads with a person, by leads tried`],
    [t`Right-party rate`, asShare(rates.right_party_rate), t`right parties by persons`],
    [t`Conversion`, asShare(rates.conversion), t`successes by right parties`],
    [t`Conversion of persons`, asShare(rates.conversion_of_persons), t`successes by persons`],
    [
      t`Successes an hour`,
      rates.conversions_per_hour === null ? '–' : number(rates.conversions_per_hour, 1),
      t`by hours of talk`,
    ],
    [t`Mean talk`, rates.mean_talk_s === null ? '–' : duration(rates.mean_talk_s), t`length of talk by talks`],
  ];
  return (
    <section aria-label={t`Rates: ${sideName(side)}`}>
      {named && (
        <Text fw={600} mb="xs">
          {sideName(side)}
        </Text>
      )}
      <dl className={classes.rates}>
        {shown.map(([label, figure, means]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {figure}
              <small>{means}</small>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
