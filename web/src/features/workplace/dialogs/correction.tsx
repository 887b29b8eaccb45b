import { t } from '@lingui/core/macro';
import type { LastDisposition } from '../last-disposition';
import type { Said } from '../regions/dispositions';
import { TalkDisposition } from './talk-disposition';

interface Shown {
  last: LastDisposition;
  onCorrected: (said: Said, note: string) => void;
  onClose: () => void;
}

/** The disposition of the last call, once more: what is given now replaces it. */
export function Correction({ last, onCorrected, onClose }: Shown) {
  return (
    <TalkDisposition
      title={t`Correct the disposition`}
      about={t`${last.name}: “${last.label}” was written down.`}
      attemptId={last.attemptId}
      campaignId={last.campaignId}
      given={last}
      onGiven={onCorrected}
      onClose={onClose}
    />
  );
}
