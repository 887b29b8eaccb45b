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
                  onRows={place ? (rows) => onRows({ ...rows, side: 'other' }) : onRows}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      ))}
      {sides.map((side, place) => (
        <Rates
          // biome-ignore lint/suspicious/noArrayIndexKey: a campaign may be compared with itself
          key={place}
          side={side}
          named={compared !== undefined}
          onRows={place ? (rows) => onRows({ ...rows, side: 'other' }) : onRows}
        />
      ))}
    </Stack>
  );
}

interface StageShown {
  side: Results;
  stage: Stage;
  before: Stage | undefined;
  onRows: (rows: Rows) => void;
}

function StageRow({ side, stage, before, onRows }: StageShown) {
  const attempts = countAt(side.total, stage);
  const leads = leadsAt(side, stage);
  const name = stageText(stage);
  const ofAll = shareOf(attempts, side.total.attempts) ?? 0;
  const opens = (rows: Rows) => () => onRows({ reached: stage, ...rows });
  return (
    <Table.Tr>
      <Table.Th scope="row">{name}</Table.Th>
      <Table.Td ta="right">
        <Figure value={leads} name={t`Leads, ${name}`} onOpen={opens({ counted: 'leads' })} />
      </Table.Td>
      <Table.Td ta="right">
        {before ? (
          <Figure
            value={leads}
            text={asShare(shareOf(leads, leadsAt(side, before)))}
            name={t`${name}, share of the leads of the stage before`}
            onOpen={opens({ counted: 'leads', out_of: before })}
          />
        ) : (
          '–'
        )}
      </Table.Td>
      <Table.Td ta="right">
        <Figure value={attempts} name={t`Attempts, ${name}`} onOpen={opens({})} />
      </Table.Td>
      <Table.Td ta="right">
        {before ? (
          <Figure
            value={attempts}
            text={asShare(shareOf(attempts, countAt(side.total, before)))}
            name={t`${name}, share of the attempts of the stage before`}
            onOpen={opens({ out_of: before })}
          />
        ) : (
          '–'
        )}
      </Table.Td>
      <Table.Td ta="right">
        <Figure
          value={attempts}
          text={percent(ofAll)}
          name={t`${name}, share of all attempts`}
          onOpen={opens({ out_of: 'tried' })}
        />
      </Table.Td>
      <Table.Td>
        <div className={classes.bar} style={{ width: `${ofAll * 100}%` }} />
      </Table.Td>
    </Table.Tr>
  );
}

export const asShare = (share: number | null): string => (share === null ? '–' : percent(share));

interface RatesShown {
  side: Results;
  named: boolean;
  onRows: (rows: Rows) => void;
}

/** A rate with what it is a share of, and the rows that its numerator counts. */
interface Rate {
  label: string;
  text: string;
  means: string;
  value: number;
  rows: Rows;
}

function Rates({ side, named, onRows }: RatesShown) {
  const { rates, total, leads } = side;
  const shown: Rate[] = [
    {
      label: t`Hit rate`,
      text: asShare(rates.hit_rate),
      means: t`persons by attempts`,
      value: total.persons,
      rows: { reached: 'person', out_of: 'tried' },
    },
    {
      label: t`Contact rate`,
      text: asShare(rates.contact_rate),
      means: t`leads with a person, by leads tried`,
      value: leads.persons,
      rows: { reached: 'person', out_of: 'tried', counted: 'leads' },
    },
    {
      label: t`Right-party rate`,
      text: asShare(rates.right_party_rate),
      means: t`right parties by persons`,
      value: total.right_parties,
      rows: { reached: 'right_party', out_of: 'person' },
    },
    {
      label: t`Conversion`,
      text: asShare(rates.conversion),
      means: t`successes by right parties`,
      value: total.successes,
      rows: { reached: 'success', out_of: 'right_party' },
    },
    {
      label: t`Conversion of persons`,
      text: asShare(rates.conversion_of_persons),
      means: t`successes by persons`,
      value: total.successes,
      rows: { reached: 'success', out_of: 'person' },
    },
    {
      label: t`Successes an hour`,
      text: rates.conversions_per_hour === null ? '–' : number(rates.conversions_per_hour, 1),
      means: t`by hours of talk`,
      value: total.successes,
      rows: { reached: 'success', counted: 'talk_time' },
    },
    {
      label: t`Mean talk`,
      text: rates.mean_talk_s === null ? '–' : duration(rates.mean_talk_s),
      means: t`length of talk by talks`,
      value: total.talks,
      rows: { counted: 'talks' },
    },
  ];
  return (
    <section aria-label={t`Rates: ${sideName(side)}`}>
      {named && (
        <Text fw={600} mb="xs">
          {sideName(side)}
        </Text>
      )}
      <dl className={classes.rates}>
        {shown.map(({ label, text, means, value, rows }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <Figure value={value} text={text} name={label} onOpen={() => onRows(rows)} />
              <small>{means}</small>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
