import { t } from '@lingui/core/macro';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Versioned } from '@/api/client';
import { everyCompanyQuery } from '@/api/installation';
import { type Consent, changeList, type ListFigures } from '@/api/lists';
import { asProblem } from '@/api/problem';
import { showErrors } from '@/ui/Field';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { asConsent, atField, ConsentFields, type ConsentSaid, EMPTY_CONSENT } from './consent-fields';

/** What else a file or a program may have said; it stays as it is. */
const KEPT = ['channel', 'list_provider', 'notice_given'] as const;

/** What allows the calls of a list, corrected after its leads came in. */
export function CorrectConsent({ read, onDone }: { read: Versioned<ListFigures>; onDone: () => void }) {
  const list = read.value;
  const before = list.consent as Record<string, string>;
  const queries = useQueryClient();
  const { data: companies = [] } = useQuery(everyCompanyQuery);
  const form = useForm<ConsentSaid>({
    initialValues: {
      ...EMPTY_CONSENT,
      basis: before.basis ?? null,
      source: before.source ?? '',
      obtained_at: before.obtained_at?.slice(0, 10) ?? null,
      text_version: before.text_version ?? '',
      evidence_id: before.evidence_id ?? '',
    },
  });
  const { mutate, isPending, error } = useMutation({
    mutationFn: (said: ConsentSaid) => {
      const kept = Object.fromEntries(KEPT.filter((name) => before[name]).map((name) => [name, before[name]]));
      const given = asConsent(said, companies.find(({ id }) => id === list.company_id)?.name);
      return changeList(list.id, { consent: { ...kept, ...given } as Consent }, read);
    },
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['lists'] });
      onDone();
    },
    onError: (failure) => showErrors(form, asProblem(failure).errors.map(atField)),
  });
  return (
    <form onSubmit={form.onSubmit((said) => mutate(said))} noValidate>
      <Stack gap="sm">
        {error && (
          <ProblemAlert
            problem={asProblem(error)}
            onReread={() => void queries.invalidateQueries({ queryKey: ['lists'] })}
          />
        )}
        <Text size="sm">
          {t`Put in what is true: it is the proof if somebody asks. The audit keeps what stood here before, and who changed it.`}
        </Text>
        <ConsentFields form={form} />
        <Text size="sm" c="dimmed">
          {t`Leads that have what stood here get the new one, in the background; those whose rows said something of their own keep it.`}
        </Text>
        <Group justify="flex-end">
          <Button type="submit" loading={isPending}>{t`Save the correction`}</Button>
        </Group>
      </Stack>
    </form>
  );
}
