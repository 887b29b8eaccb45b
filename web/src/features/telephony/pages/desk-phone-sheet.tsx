import { t } from '@lingui/core/macro';
import { Alert, Button, CopyButton, Group, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { DeskPhoneMade } from '@/api/desk-phones';
import { IconWarn } from '@/ui/icons';
import classes from './desk-phone-sheet.module.css';
import { transportText } from './words';

interface Typed {
  server: { host: string; port: number };
  transport: string;
  user: string;
  secret?: string;
  renew?: ReactNode;
}

/** What is typed into the telephone, each with a button that copies it. */
export function PhoneSettings({ server, transport, user, secret, renew }: Typed) {
  const host = server.host;
  const rows: [string, string, ReactNode?][] = [
    [t`Server (registrar)`, host],
    [t`Port`, server.port ? String(server.port) : ''],
    [t`Transport`, transportText(transport)],
    [t`User, and name for the log-in`, user],
    [t`Secret (password)`, secret ?? '', renew],
  ];
  return (
    <Table withTableBorder verticalSpacing={6} captionSide="top">
      <Table.Caption ta="left">{t`What to type into the telephone`}</Table.Caption>
      <Table.Tbody>
        {rows.map(([label, value, instead]) => (
          <Table.Tr key={label}>
            <Table.Th scope="row" fw={500}>
              {label}
            </Table.Th>
            <Table.Td className={classes.value}>{value || (instead ? '••••••••' : '–')}</Table.Td>
            <Table.Td ta="right">
              {value ? (
                <CopyButton value={value}>
                  {({ copied, copy }) => (
                    <Button size="compact-xs" variant="default" onClick={copy} aria-label={t`Copy: ${label}`}>
                      {copied ? t`Copied` : t`Copy`}
                    </Button>
                  )}
                </CopyButton>
              ) : (
                instead
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** A phone's settings with its new secret, to be copied or printed now: it is shown this once. */
export function PhoneSheet({ made, onDone }: { made: DeskPhoneMade; onDone: () => void }) {
  return (
    <Stack>
      <Alert color="warn" icon={<IconWarn />}>
        {t`The secret is shown this once. Type it into the telephone now, or print this sheet and keep it safe; later only a new one can be made.`}
      </Alert>
      <Notes notes={made.notes} />
      <section className={classes.sheet} aria-label={t`Sheet of the phone`}>
        <Text fw={600}>
          {made.phone.agent_name ? `${made.phone.name} · ${made.phone.agent_name}` : made.phone.name}
        </Text>
        <PhoneSettings
          server={made.server}
          transport={made.phone.transport}
          user={made.user}
          secret={made.secret}
        />
      </section>
      <Group justify="flex-end">
        <Button variant="default" onClick={() => window.print()}>{t`Print`}</Button>
        <Button onClick={onDone}>{t`It is typed in`}</Button>
      </Group>
    </Stack>
  );
}

export function Notes({ notes }: { notes: readonly string[] }) {
  return notes.map((note) => (
    <Text key={note} size="sm" data-from="api">
      {note}
    </Text>
  ));
}
