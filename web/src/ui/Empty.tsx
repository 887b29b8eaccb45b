import { t } from '@lingui/core/macro';
import { Button, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { IconEmpty, IconOk, IconSearch } from './icons';

interface Shape {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

function Empty({ icon, title, children, action }: Shape) {
  return (
    <Stack align="center" gap="xs" py="xl" px="md" ta="center">
      <Text c="dimmed" component="div">
        {icon}
      </Text>
      <Title order={3} size="h4">
        {title}
      </Title>
      {children && (
        <Text c="dimmed" maw="34rem">
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}

type Words = Pick<Shape, 'title' | 'children' | 'action'>;

/** There is nothing yet: what it is good for, and how to make the first one. */
export function EmptyYet(words: Words) {
  return <Empty icon={<IconEmpty size={40} />} {...words} />;
}

/** There is something, but nothing that fits the filters. */
export function EmptyMatch({ onClear }: { onClear: () => void }) {
  return (
    <Empty
      icon={<IconSearch size={40} />}
      title={t`Nothing fits these filters`}
      action={<Button variant="default" onClick={onClear}>{t`Clear the filters`}</Button>}
    />
  );
}

/** There is nothing left to do, and that is well so. */
export function EmptyDone(words: Words) {
  return <Empty icon={<IconOk size={40} />} {...words} />;
}
