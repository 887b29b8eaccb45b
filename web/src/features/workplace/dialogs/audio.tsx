import { t } from '@lingui/core/macro';
import { Modal } from '@mantine/core';
import { Suspense } from 'react';
import { AudioPanel } from '@/features/phone';
import { Loading } from '@/ui/Loading';

/** How one hears and is heard, while one works. */
export function Audio({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={t`Audio`} size="lg">
      <Suspense fallback={<Loading />}>
        <AudioPanel />
      </Suspense>
    </Modal>
  );
}
