import { t } from '@lingui/core/macro';
import { Alert, Anchor, Button, Group, Menu } from '@mantine/core';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '@/api/problem';
import { type AttemptFilter, exportAttempts, type FileForm, type Results, resultsFile } from '@/api/results';
import { meQuery } from '@/api/session';
import { useConfirmed } from '@/features/session';
import { useJob } from '@/live/jobs';
import { IconDownload } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { bytes } from '@/words/format';

const FORMS: FileForm[] = ['xlsx', 'csv', 'json'];
const formName = (form: FileForm) => ({ xlsx: 'Excel (XLSX)', csv: 'CSV', json: 'JSON' })[form];

/** The figures as a file. */
export function ExportFigures({ results }: { results: Results }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={18} />}>{t`Export`}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMS.map((form) => (
          <Menu.Item key={form} component="a" href={resultsFile(results, form)} download>
            {formName(form)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The rows behind a figure as a file, which is made in the background: there may be millions. */
export function ExportRows({ filter }: { filter: AttemptFilter }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const confirmed = useConfirmed(me);
  const [jobId, setJobId] = useState<number | null>(null);
  const { mutate, isPending, error } = useMutation({
    mutationFn: (form: FileForm) => confirmed(() => exportAttempts(filter, form)),
    onSuccess: (job) => setJobId(job.id),
  });
  if (!me.permissions.includes('attempt.export')) return null;
  return (
    <>
      <Group>
        <Menu position="bottom-start">
          <Menu.Target>
            <Button variant="default" loading={isPending} leftSection={<IconDownload size={18} />}>
              {t`Export these calls`}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {FORMS.map((form) => (
              <Menu.Item key={form} onClick={() => mutate(form)}>
                {formName(form)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
      {error && <ProblemAlert problem={asProblem(error)} />}
      {jobId !== null && <Progress jobId={jobId} />}
    </>
  );
}

function Progress({ jobId }: { jobId: number }) {
  const job = useJob(jobId);
  if (!job) return null;
  if (job.status === 'failed') return <Alert color="stop">{job.message}</Alert>;
  if (!job.file) return <Alert role="status">{t`The file is being written: ${bytes(job.done)} so far.`}</Alert>;
  return (
    <Alert role="status" color="ok">
      <Anchor href={job.file} download>
        {t`Fetch the file (${bytes(job.done)})`}
      </Anchor>{' '}
      {t`It is kept for a day.`}
    </Alert>
  );
}
