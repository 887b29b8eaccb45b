import { t } from '@lingui/core/macro';
import { Button, Group, List, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import { readScriptFile, type ScriptDetail } from '@/api/scripts';
import type { Script } from '@/script';
import { IconDownload } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';

interface Shown {
  record: ScriptDetail;
  mayWrite: boolean;
  onRead: (script: Script) => void;
}

/** A script as a file: out as YAML or for SurveyJS, in from either. */
export function ScriptFiles({ record, mayWrite, onRead }: Shown) {
  const [text, setText] = useState('');
  const [format, setFormat] = useState<'yaml' | 'surveyjs'>('yaml');
  const reading = useMutation({
    mutationFn: () => readScriptFile(text, format, record.id),
    onSuccess: (read) => onRead(read.body),
  });
  const path = `/api/v1/scripts/${record.id}/versions/${record.newest}/file`;
  return (
    <Stack gap="md" maw={760}>
      {record.newest > 0 && (
        <Group>
          <Button component="a" href={path} variant="default" leftSection={<IconDownload size={16} />}>
            {t`Save as YAML`}
          </Button>
          <Button
            component="a"
            href={`${path}?format=surveyjs`}
            variant="default"
            leftSection={<IconDownload size={16} />}
          >
            {t`Save for SurveyJS`}
          </Button>
        </Group>
      )}
      {mayWrite && (
        <>
          {reading.error && <ProblemAlert problem={asProblem(reading.error)} />}
          <NativeSelect
            label={t`Form`}
            value={format}
            data={[
              { value: 'yaml', label: 'YAML' },
              { value: 'surveyjs', label: 'SurveyJS' },
            ]}
            onChange={(event) => setFormat(event.currentTarget.value as 'yaml' | 'surveyjs')}
          />
          <Textarea
            autosize
            minRows={8}
            maxRows={24}
            label={t`The file's text`}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group>
            <Button disabled={!text.trim()} loading={reading.isPending} onClick={() => reading.mutate()}>
              {t`Take it over`}
            </Button>
            {reading.data && <Text role="status">{t`Taken over. Look at the steps, then save.`}</Text>}
          </Group>
          {(reading.data?.left_out.length ?? 0) > 0 && (
            <>
              <Text fw={600}>{t`Left out`}</Text>
              <List size="sm">
                {reading.data?.left_out.map((one) => (
                  <List.Item key={one}>{one}</List.Item>
                ))}
              </List>
            </>
          )}
        </>
      )}
    </Stack>
  );
}
