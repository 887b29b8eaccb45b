import { t } from '@lingui/core/macro';
import { Skeleton, Stack, VisuallyHidden } from '@mantine/core';
import { useEffect, useState } from 'react';

const QUICK_MS = 300;
const WIDTHS = [97, 99, 96, 98, 95, 100, 94, 60];

/** Lines where something will stand, eight at most. What comes at once is not announced by a flicker: it appears after 0.3 s. */
export function Loading({ lines = 4, height = 20 }: { lines?: number; height?: number }) {
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), QUICK_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status">
      <VisuallyHidden>{t`Loading…`}</VisuallyHidden>
      {shown && (
        <Stack gap="xs" aria-hidden>
          {WIDTHS.slice(-lines).map((width) => (
            <Skeleton key={width} height={height} width={`${width}%`} />
          ))}
        </Stack>
      )}
    </div>
  );
}
