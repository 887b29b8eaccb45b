import { Button, type ButtonProps, Stack } from '@mantine/core';
import { useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { IconDownload } from '@/ui/icons';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { saveFile } from '@/ui/save-file';
import { useConfirmed } from './confirm';

/** A button that saves a file with what is personal in it: the API may ask for the password or a code first. */
export function ConfirmedFile({
  read,
  name,
  ...button
}: { read: () => Promise<Blob>; name: string; children: string } & ButtonProps) {
  const { data: me } = useSuspenseQuery(meQuery);
  const confirmed = useConfirmed(me);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => confirmed(read),
    onSuccess: (file) => saveFile(file, name),
  });
  return (
    <Stack gap="xs">
      <Button
        {...button}
        variant="default"
        loading={isPending}
        leftSection={<IconDownload size={16} />}
        onClick={() => mutate()}
      />
      {error && <ProblemAlert problem={asProblem(error)} />}
    </Stack>
  );
}
