import { t } from '@lingui/core/macro';
import { Stack, Title } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { BackToSetup } from '@/features/setup';
import { type Catalogue, speakToo } from '@/words/language';
import { NOTHING } from './form';
import { NewOwnTrunk } from './own-trunk';
import classes from './provisioning.module.css';
import { TrunkWizard } from './trunk-wizard';

await speakToo(import.meta.glob<Catalogue>('../words/*.po'));

/** A new trunk, written into Asterisk by Pronto, or an endpoint of the admin's own files. */
export default function NewTrunk() {
  const { step } = useSearch({ strict: false }) as { step?: string };
  const navigate = useNavigate();
  const toPage = (nodeId: number, name: string) => void navigate({ to: `/trunks/${nodeId}/${name}` } as never);
  return (
    <Stack gap="md">
      <div>
        <BackToSetup step="trunk" />
        <Title order={1}>{t`New trunk`}</Title>
      </div>
      <TrunkWizard
        initial={NOTHING}
        isNew
        hasPassword={false}
        step={step}
        onStep={(id) => void navigate({ to: '/trunks/new', search: { step: id } } as never)}
        onDone={toPage}
      />
      {(step ?? 'carrier') === 'carrier' && (
        <details className={classes.more}>
          <summary>{t`Its endpoint stands in Asterisk's own files already`}</summary>
          <NewOwnTrunk onDone={toPage} />
        </details>
      )}
    </Stack>
  );
}
