import { t } from '@lingui/core/macro';
import { Group, NativeSelect, Stack, Title } from '@mantine/core';
import { useState } from 'react';
import type { Results } from '@/api/results';
import { HeatMap } from '@/ui/HeatMap';
import { number, percent, weekdays } from '@/words/format';
import type { Rows, Stage } from './address';
import { countAt, STAGES, shareOf, stageText } from './words';

type Measure = Stage | 'hit_rate' | 'conversion';

/** The rows that a figure in the cells counts; of a share, those of its numerator. */
function rowsOf(measure: Measure): Rows {
  switch (measure) {
    case 'hit_rate':
      return { reached: 'person', out_of: 'tried' };
    case 'conversion':
      return { reached: 'success', out_of: 'right_party' };
    default:
      return { reached: measure };
  }
}

/** What came of calls by the hour and weekday in which they were placed; a cell opens its calls. */
export function WeekMap({ results, onRows }: { results: Results; onRows: (rows: Rows) => void }) {
  const [measure, setMeasure] = useState<Measure>('person');
  const hours = [...new Set(results.weekdays.map(({ hour }) => hour))].sort((a, b) => a - b);
  const isShare = measure === 'hit_rate' || measure === 'conversion';
  const values = Array.from({ length: 7 }, (_, weekday) =>
    hours.map((hour) => {
      const found = results.weekdays.find((one) => one.weekday === weekday && one.hour === hour);
      if (!found) return null;
      if (measure === 'hit_rate') return shareOf(found.persons, found.attempts);
      if (measure === 'conversion') return shareOf(found.successes, found.right_parties);
      return countAt(found, measure);
    }),
  );
  const choices = [
    ...STAGES.map((stage) => ({ value: stage as Measure, label: stageText(stage) })),
    { value: 'hit_rate' as Measure, label: t`hit rate` },
    { value: 'conversion' as Measure, label: t`conversion of right parties` },
  ];
  return (
    <Stack gap="sm" component="section" aria-label={t`By hour and weekday`}>
      <Group justify="space-between" align="flex-end">
        <Title order={2} size="h3">{t`By hour and weekday`}</Title>
        <NativeSelect
          label={t`Figure in the cells`}
          data={choices}
          value={measure}
          onChange={(event) => setMeasure(event.currentTarget.value as Measure)}
        />
      </Group>
      <HeatMap
        caption={t`Calls by weekday and hour of the day`}
        rows={weekdays()}
        columns={hours.map((hour) => String(hour))}
        values={values}
        format={(value) => (isShare ? percent(value, 0) : number(value))}
        onPick={(weekday, column) =>
          onRows({
            weekday,
            hour: hours[column],
            ...rowsOf(measure),
          })
        }
      />
    </Stack>
  );
}
