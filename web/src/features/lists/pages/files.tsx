import { t } from '@lingui/core/macro';
import { Anchor, Button, Group, Stack, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import {
  FILES,
  type Import,
  importsQuery,
  isUnderWay,
  type List,
  type Preview,
  previewAgain,
  previewFile,
} from '@/api/lists';
import { asProblem } from '@/api/problem';
import { FileUpload } from '@/features/file-upload';
import { DataTable } from '@/ui/DataTable';
import { EmptyYet } from '@/ui/Empty';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';
import { dateAndTime, number } from '@/words/format';
import { Followed } from './followed';
import { ImportShown } from './import';
import { Mapping } from './mapping';
import { importState } from './words';

interface Shown {
  list: List;
  mayImport: boolean;
  importId: number | undefined;
  onOpen: (importId: number | null) => void;
}

/** The files of a list: a new one is dropped here, looked at, corrected and loaded; those before are listed. */
export function Files({ list, mayImport, importId, onOpen }: Shown) {
  const queries = useQueryClient();
  const [preview, setPreview] = useState<Preview | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ['imports', { listId: list.id }] });
  if (preview) {
    return (
      <Mapping
        preview={preview}
        onPreview={setPreview}
        onBegun={(begun) => {
          setPreview(null);
          void refresh();
          onOpen(begun);
        }}
        onDrop={() => {
          setPreview(null);
          void refresh();
        }}
      />
    );
  }
  if (importId) return <ImportShown importId={importId} mayImport={mayImport} onOpen={onOpen} />;
  return (
    <Stack>
      {mayImport && !list.archived_at && <NewFile listId={list.id} onPreview={setPreview} />}
      <Imports listId={list.id} mayImport={mayImport} onOpen={onOpen} onPreview={setPreview} />
    </Stack>
  );
}

function NewFile({ listId, onPreview }: { listId: number; onPreview: (preview: Preview) => void }) {
  const [sent, setSent] = useState<{ name: string; share: number } | null>(null);
  const sending = useRef<AbortController | null>(null);
  const { mutate, error } = useMutation({
    mutationFn: (file: File) => {
      sending.current = new AbortController();
      setSent({ name: file.name, share: 0 });
      return previewFile(listId, file, (share) => setSent({ name: file.name, share }), sending.current.signal);
    },
    onSuccess: onPreview,
    onSettled: () => setSent(null),
  });
  const isAborted = error instanceof DOMException;
  return (
    <Stack maw={720}>
      {error && !isAborted && <ProblemAlert problem={asProblem(error)} />}
      <FileUpload
        label={t`File with the people to call`}
        accept={FILES}
        onFile={mutate}
        sending={sent}
        onCancel={() => sending.current?.abort()}
      />
    </Stack>
  );
}

interface ImportsShown {
  listId: number;
  mayImport: boolean;
  onOpen: (importId: number) => void;
  onPreview: (preview: Preview) => void;
}

function Imports({ listId, mayImport, onOpen, onPreview }: ImportsShown) {
  const asked = importsQuery(listId);
  const { data, error, refetch } = useQuery(asked);
  const look = useMutation({
    mutationFn: (one: Import) => previewAgain(one.id, one.options),
    onSuccess: onPreview,
  });
  return (
    <Stack gap="xs">
      <Title order={2} size="h4">{t`Files so far`}</Title>
      {data?.filter(isUnderWay).map((one) => (
        <Followed key={one.id} jobId={one.job_id} queryKey={asked.queryKey} />
      ))}
      {look.error && <ProblemAlert problem={asProblem(look.error)} />}
      <DataTable
        id="imports"
        caption={t`Files so far`}
        rows={data}
        problem={error && asProblem(error)}
        onRetry={() => void refetch()}
        keyOf={(one) => one.id}
        empty={
          <EmptyYet title={t`No file has been loaded yet`}>
            {t`CSV, Excel, OpenDocument or a ZIP of them: Pronto finds out what each column means.`}
          </EmptyYet>
        }
        columns={[
          {
            id: 'filename',
            header: t`File`,
            cell: (one) => (
              <Anchor inherit component="button" type="button" onClick={() => onOpen(one.id)}>
                {one.filename}
              </Anchor>
            ),
          },
          { id: 'started_at', header: t`Sent`, cell: (one) => dateAndTime(new Date(one.started_at)) },
          {
            id: 'status',
            header: t`State`,
            cell: (one) => {
              const { tone, words } = importState(one);
              return (
                <Group gap="xs">
                  <State tone={tone}>{words}</State>
                  {one.status === 'waiting' && mayImport && (
                    <Button size="compact-xs" variant="default" onClick={() => look.mutate(one)}>
                      {t`Go on`}
                    </Button>
                  )}
                </Group>
              );
            },
          },
          { id: 'rows', header: t`Rows`, figures: true, cell: (one) => number(one.rows) },
          { id: 'loaded', header: t`Came in`, figures: true, cell: (one) => number(one.loaded) },
          { id: 'rejected', header: t`Rejected`, figures: true, cell: (one) => number(one.rejected) },
        ]}
      />
    </Stack>
  );
}
