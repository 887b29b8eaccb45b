import { t } from '@lingui/core/macro';
import { Button, Divider, Group, SimpleGrid, Stack, Text, Title } from '@mantine/core';
import { useForm } from '@mantine/form';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useState } from 'react';
import { Chart } from '@/ui/Chart';
import { confirm } from '@/ui/Confirm';
import { type Column, DataTable } from '@/ui/DataTable';
import { DateField, DateRange, TimeField } from '@/ui/DateField';
import { Diff } from '@/ui/Diff';
import { EmptyDone, EmptyMatch, EmptyYet } from '@/ui/Empty';
import { FieldPassword, FieldText } from '@/ui/Field';
import { FieldArea } from '@/ui/FieldArea';
import { FieldCheck, FieldSwitch } from '@/ui/FieldCheck';
import { FieldCountry } from '@/ui/FieldCountry';
import { FieldNumber } from '@/ui/FieldNumber';
import { FieldSelect, FieldSelectMany } from '@/ui/FieldSelect';
import { HeatMap } from '@/ui/HeatMap';
import { IconPause, IconPlay, IconPlus } from '@/ui/icons';
import { Loading } from '@/ui/Loading';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { Since } from '@/ui/Since';
import { Spark } from '@/ui/Spark';
import { Stale } from '@/ui/Stale';
import { State } from '@/ui/State';
import { Upload } from '@/ui/Upload';
import { WeekGrid } from '@/ui/WeekGrid';
import { Wizard } from '@/ui/Wizard';
import { number, percent, weekdays } from '@/words/format';

// Every part of the kit, with made figures. It is looked at by tests and by whoever makes a page; no page leads here.

const BEGAN = 1_795_000_000; // an instant that does not move, in epoch seconds
const AT = Array.from({ length: 60 }, (_, minute) => BEGAN + minute * 60);
const wave = (step: number, base: number, height: number) =>
  AT.map((_, minute) => base + height * Math.sin(minute / step) + (minute % 7));

export default function Gallery() {
  return (
    <Stack gap="xl" maw={1100} mx="auto" p="md">
      <Title order={1}>{t`The parts of the pages`}</Title>
      <Part title={t`Buttons and states`}>
        <Buttons />
      </Part>
      <Part title={t`Fields`}>
        <Fields />
      </Part>
      <Part title={t`A list`}>
        <List />
      </Part>
      <Part title={t`A long list`}>
        <LongList />
      </Part>
      <Part title={t`Nothing, waiting and trouble`}>
        <Trouble />
      </Part>
      <Part title={t`Live figures`}>
        <Live />
      </Part>
      <Part title={t`Charts`}>
        <Charts />
      </Part>
      <Part title={t`Hours of a week`}>
        <Hours />
      </Part>
      <Part title={t`A path of steps`}>
        <Path />
      </Part>
      <Part title={t`A file`}>
        <Files />
      </Part>
      <Part title={t`Two versions`}>
        <Versions />
      </Part>
    </Stack>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={2} size="h3" mb="md">
        {title}
      </Title>
      {children}
      <Divider mt="xl" />
    </section>
  );
}

function Buttons() {
  const ask = async () => {
    const sure = await confirm({
      title: t`Stop the campaign?`,
      body: t`No further number is dialled. Calls that are under way go on.`,
      action: t`Stop the campaign`,
      tone: 'stop',
    });
    if (sure) notifications.show({ title: t`Stopped`, message: t`The campaign has been stopped.` });
  };
  const remove = () =>
    void confirm({
      title: t`Delete the list?`,
      body: t`Its leads are deleted with it. This cannot be undone.`,
      action: t`Delete the list`,
      tone: 'stop',
      typed: 'spring-2026',
    });
  return (
    <Stack>
      <Group>
        <Button leftSection={<IconPlay size={18} />}>{t`Start`}</Button>
        <Button variant="default" leftSection={<IconPause size={18} />}>{t`Pause`}</Button>
        <Button variant="light">{t`Details`}</Button>
        <Button variant="subtle">{t`Cancel`}</Button>
        <Button color="stop" onClick={ask}>{t`Stop…`}</Button>
        <Button color="stop" variant="outline" onClick={remove}>{t`Delete…`}</Button>
        <Button disabled>{t`Not now`}</Button>
      </Group>
      <Group gap="lg">
        <State tone="ok">{t`running`}</State>
        <State tone="warn">{t`close to the limit`}</State>
        <State tone="stop">{t`stopped`}</State>
        <State tone="rest">{t`paused`}</State>
        <State tone="brand">{t`new`}</State>
      </Group>
    </Stack>
  );
}

function Fields() {
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: {
      name: '',
      password: '',
      mode: 'predictive',
      trunks: ['north'],
      country: '',
      limit: 2.5,
      note: '',
      machines: true,
      agreed: false,
    },
    initialErrors: { name: t`A campaign needs a name.` },
  });
  const [day, setDay] = useState<string | null>('2026-11-28');
  const [days, setDays] = useState<[string | null, string | null]>(['2026-11-02', '2026-11-28']);
  const [time, setTime] = useState('09:30');
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg">
      <FieldText
        form={form}
        name="name"
        label={t`Name`}
        description={t`As people see it on the board.`}
        withAsterisk
      />
      <FieldPassword form={form} name="password" label={t`Password`} autoComplete="new-password" />
      <FieldSelect
        form={form}
        name="mode"
        label={t`Mode`}
        data={[
          { value: 'predictive', label: t`predictive` },
          { value: 'progressive', label: t`progressive` },
          { value: 'preview', label: t`preview` },
        ]}
      />
      <FieldSelectMany
        form={form}
        name="trunks"
        label={t`Trunks`}
        data={['north', 'south']}
        placeholder={t`Choose`}
      />
      <FieldCountry form={form} name="country" label={t`Country`} placeholder={t`Choose`} />
      <FieldNumber form={form} name="limit" label={t`Abandonment rate, at most`} suffix=" %" decimalScale={1} />
      <FieldArea form={form} name="note" label={t`Note`} />
      <FieldSwitch form={form} name="machines" label={t`Recognise answering machines`} />
      <FieldCheck form={form} name="agreed" label={t`People have agreed to be called`} />
      <DateField label={t`First day`} value={day} onChange={setDay} />
      <DateRange label={t`Period`} value={days} onChange={setDays} />
      <TimeField label={t`From`} value={time} onChange={setTime} />
    </SimpleGrid>
  );
}

interface Row {
  id: number;
  name: string;
  state: 'running' | 'paused';
  leads: number;
  rate: number;
}
const ROWS: Row[] = Array.from({ length: 6 }, (_, index) => ({
  id: index + 1,
  name: ['Spring', 'Renewals', 'Win back', 'Surveys', 'Energy north', 'Energy south'][index] ?? '',
  state: index % 3 === 2 ? 'paused' : 'running',
  leads: 1200 * (index + 1) ** 2,
  rate: 0.004 * (index + 1),
}));

function List() {
  const [sort, setSort] = useState('name');
  const [selected, setSelected] = useState<Set<string | number>>(new Set([2]));
  const columns: Column<Row>[] = [
    { id: 'name', header: t`Name`, cell: (row) => row.name, sorts: true },
    {
      id: 'state',
      header: t`State`,
      cell: (row) =>
        row.state === 'running' ? <State tone="ok">{t`running`}</State> : <State tone="rest">{t`paused`}</State>,
    },
    { id: 'leads', header: t`Leads`, cell: (row) => number(row.leads), figures: true, sorts: true },
    { id: 'rate', header: t`Abandoned`, cell: (row) => percent(row.rate), figures: true },
    { id: 'id', header: t`Number`, cell: (row) => number(row.id), figures: true, extra: true },
  ];
  return (
    <DataTable
      id="gallery"
      caption={t`Campaigns`}
      columns={columns}
      rows={ROWS}
      keyOf={(row) => row.id}
      nameOf={(row) => row.name}
      empty={null}
      sort={sort}
      onSort={setSort}
      selected={selected}
      onSelect={setSelected}
      bulk={<Button size="xs" variant="default">{t`Pause`}</Button>}
      pages={{ previous: null, next: () => {} }}
    />
  );
}

const PEOPLE = Array.from({ length: 10_000 }, (_, place) => ({ id: place + 1, name: `+3902${1_000_000 + place}` }));

function LongList() {
  const [selected, setSelected] = useState<Set<string | number>>(new Set());
  return (
    <DataTable
      id="gallery-long"
      caption={t`A long list`}
      columns={[
        { id: 'id', header: t`Line`, cell: (row) => number(row.id), figures: true },
        { id: 'name', header: t`Number`, cell: (row) => row.name },
      ]}
      rows={PEOPLE}
      keyOf={(row) => row.id}
      nameOf={(row) => row.name}
      empty={null}
      selected={selected}
      onSelect={setSelected}
    />
  );
}

function Trouble() {
  return (
    <Stack>
      <SimpleGrid cols={{ base: 1, sm: 3 }}>
        <EmptyYet
          title={t`No campaign yet`}
          action={<Button leftSection={<IconPlus size={18} />}>{t`New campaign`}</Button>}
        >
          {t`A campaign says which lists are dialled, when, and for whom.`}
        </EmptyYet>
        <EmptyMatch onClear={() => {}} />
        <EmptyDone title={t`No call-back is due`}>{t`The next one is at 15:30.`}</EmptyDone>
      </SimpleGrid>
      <Loading lines={3} />
      <ProblemAlert
        problem={{
          kind: 'invalid',
          title: t`The file cannot be read`,
          message: t`Two of its columns have the same name.`,
          errors: [{ where: '/map', what: t`“phone” stands there twice.`, mend: t`Rename one of them.` }],
        }}
      />
      <ProblemAlert problem={{ kind: 'network', title: '', message: '', retryAfter: 9999 }} onRetry={() => {}} />
    </Stack>
  );
}

function Live() {
  const began = Date.now() / 1000;
  return (
    <Stack>
      <Group gap="xl">
        <Text>
          {t`talking`} <Since at={began - 45} />
        </Text>
        <Text>
          {t`wrap-up`} <Since at={began - 125} warn={90} stop={300} />
        </Text>
        <Text>
          {t`paused`} <Since at={began - 1900} warn={600} stop={1800} />
        </Text>
        <Text>
          {t`calls by minute`} <Spark values={wave(5, 20, 8)} label={t`calls by minute, now 24`} />
        </Text>
      </Group>
      <Stale heardAt={performance.now() - 9000}>
        <Text size="xl" fw={700} className="figures">
          {number(184)} {t`calls`}
        </Text>
      </Stale>
    </Stack>
  );
}

const COURSES = { dialled: wave(6, 40, 12), abandoned: wave(9, 8, 3) };

function Charts() {
  const courses = [
    { name: t`calls dialled`, tone: 'brand' as const, values: COURSES.dialled },
    { name: t`abandoned`, tone: 'stop' as const, values: COURSES.abandoned, dashed: true },
  ];
  const hours = Array.from({ length: 10 }, (_, hour) => String(hour + 9));
  return (
    <Stack>
      <Chart
        title={t`Calls of the last hour`}
        summary={t`Calls dialled went up and down between 28 and 58 a minute; abandoned ones between 5 and 17.`}
        at={AT}
        courses={courses}
      />
      <HeatMap
        caption={t`Answered by weekday and hour`}
        rows={weekdays()}
        columns={hours}
        values={weekdays().map((_, day) =>
          hours.map((_, hour) => (day === 6 ? null : ((0.1 + 0.04 * ((day * 3 + hour * 5) % 11)) as number))),
        )}
        format={(value) => number(value * 100)}
      />
    </Stack>
  );
}

function Hours() {
  const [week, setWeek] = useState(
    Array.from({ length: 7 }, (_, day) =>
      Array.from({ length: 24 }, (_, hour) => day < 5 && hour >= 9 && hour < 20 && hour !== 13),
    ),
  );
  return <WeekGrid label={t`Calling hours`} value={week} onChange={setWeek} from={8} to={22} />;
}

function Path() {
  const [step, setStep] = useState('asterisk');
  return (
    <Wizard
      label={t`First steps`}
      current={step}
      onStep={setStep}
      onNext={() => setStep('trunk')}
      onLeave={() => {}}
      steps={[
        { id: 'admin', title: t`Administrator`, state: 'done' },
        { id: 'asterisk', title: t`Asterisk`, state: 'wrong' },
        { id: 'trunk', title: t`Trunk and phones`, state: 'open' },
        { id: 'list', title: t`List`, state: 'closed' },
      ]}
    >
      <Text>{t`Pronto reaches Asterisk, but may not originate calls yet.`}</Text>
    </Wizard>
  );
}

function Files() {
  const accept = { 'text/csv': ['.csv'], 'application/vnd.ms-excel': ['.xlsx'] };
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }}>
      <Upload label={t`File with leads`} accept={accept} limitBytes={50_000_000} onFile={() => {}} />
      <Upload
        label={t`File that is being sent`}
        accept={accept}
        limitBytes={50_000_000}
        onFile={() => {}}
        sending={{ name: 'leads.csv', share: 0.62 }}
        onCancel={() => {}}
      />
    </SimpleGrid>
  );
}

function Versions() {
  const [chosen, setChosen] = useState<Record<string, 'mine' | 'theirs'>>({ name: 'mine' });
  return (
    <Diff
      caption={t`Giulia changed this campaign at 12:03, while you had it open.`}
      differences={[
        { field: 'name', label: t`Name`, mine: 'Spring', theirs: 'Spring 2026' },
        { field: 'limit', label: t`Abandonment rate, at most`, mine: percent(0.03), theirs: percent(0.025) },
      ]}
      chosen={chosen}
      onChoose={(field, whose) => setChosen({ ...chosen, [field]: whose })}
    />
  );
}
