import { t } from '@lingui/core/macro';
import { Button, Group, Progress, Stack, Text } from '@mantine/core';
import { Dropzone } from '@mantine/dropzone';
import '@mantine/dropzone/styles.layer.css';
import { useId, useState } from 'react';
import { bytes, percent } from '@/words/format';
import { IconFile, IconUpload } from './icons';

interface Shown {
  label: string;
  /** By type and ending: `{ 'text/csv': ['.csv'] }`. */
  accept: Record<string, string[]>;
  limitBytes: number;
  onFile: (file: File) => void;
  /** The file that is being sent, and how much of it is there, of 1. */
  sending?: { name: string; share: number } | null;
  onCancel?: () => void;
}

/** One file, dropped here or chosen. What is refused is said in words. */
export function Upload({ label, accept, limitBytes, onFile, sending, onCancel }: Shown) {
  const [refused, setRefused] = useState('');
  const hint = useId();
  const endings = Object.values(accept).flat().join(', ');
  if (sending) {
    return (
      <Stack gap="xs" role="group" aria-label={label}>
        <Group justify="space-between">
          <Group gap="xs">
            <IconFile />
            <Text>{sending.name}</Text>
          </Group>
          <Text className="figures">{percent(sending.share, 0)}</Text>
        </Group>
        <Progress value={sending.share * 100} aria-label={t`How much is sent`} />
        {onCancel && (
          <Group>
            <Button size="xs" variant="default" onClick={onCancel}>{t`Cancel`}</Button>
          </Group>
        )}
      </Stack>
    );
  }
  return (
    <Stack gap="xs">
      <Dropzone
        multiple={false}
        accept={accept}
        maxSize={limitBytes}
        inputProps={{ 'aria-label': label, 'aria-describedby': hint }}
        aria-label={label}
        onDrop={([file]) => {
          setRefused('');
          if (file) onFile(file);
        }}
        onReject={([first]) => {
          const large = first && first.file.size > limitBytes;
          setRefused(
            large
              ? t`${first.file.name} has ${bytes(first.file.size)}; at most ${bytes(limitBytes)} are taken.`
              : t`${first?.file.name ?? ''} is no file of these kinds: ${endings}.`,
          );
        }}
      >
        <Stack align="center" gap="xs" py="lg">
          <IconUpload size={32} />
          <Text fw={600}>{t`Drop a file here, or press to choose one`}</Text>
          <Text size="sm" c="dimmed" id={hint}>
            {t`${endings}, at most ${bytes(limitBytes)}`}
          </Text>
        </Stack>
      </Dropzone>
      <div role="alert">
        {refused && (
          <Text size="sm" c="var(--mantine-color-error)">
            {refused}
          </Text>
        )}
      </div>
    </Stack>
  );
}
