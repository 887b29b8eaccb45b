import { useSuspenseQuery } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import { meQuery } from '@/api/session';
import { Upload } from '@/ui/Upload';

/** A file for Pronto, as large as its server takes one. */
export function FileUpload(props: Omit<ComponentProps<typeof Upload>, 'limitBytes'>) {
  const { data: me } = useSuspenseQuery(meQuery);
  return <Upload {...props} limitBytes={me.upload_limit_bytes} />;
}
