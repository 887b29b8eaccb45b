import { t } from '@lingui/core/macro';
import { Button, Group, Modal, Select, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { campaignsQuery } from '@/api/campaigns';
import type { Versioned } from '@/api/client';
import { everyCompanyQuery } from '@/api/installation';
import { changeList, type ListChange, type ListFigures } from '@/api/lists';
import { asProblem } from '@/api/problem';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { countryOf, dateAndTime, dateOf } from '@/words/format';
import { basisChoices } from '../meanings';
import { CorrectConsent } from './correct-consent';

/** What a list is: whose, for which campaign, from which country, and what allows its calls. */
export function Details({ read, mayWrite }: { read: Versioned<ListFigures>; mayWrite: boolean }) {
  const list = read.value;
  const queries = useQueryClient();
  const [name, setName] = useState(list.name);
  const [correcting, setCorrecting] = useState(false);
  const { data: campaigns = [] } = useQuery(campaignsQuery);
  const { data: companies = [] } = useQuery(everyCompanyQuery);
  const { mutate, isPending, error } = useMutation({
    mutationFn: (change: ListChange) => changeList(list.id, change, read),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['lists'] }),
  });
  const consent = list.consent as Record<string, string>;
  const basis = basisChoices().find(({ value }) => value === consent.basis)?.label ?? consent.basis;
  const facts: [string, string | undefined][] = [
    [t`Company`, companies.find(({ id }) => id === list.company_id)?.name],
    [t`Country of the numbers`, countryOf(list.country)],
    [t`Made on`, dateAndTime(new Date(list.created_at))],
    [t`Legal basis`, basis],
    [t`Where it was given`, consent.source],
    [t`Given on`, consent.obtained_at && dateOf(new Date(consent.obtained_at))],
    [t`Version of its text`, consent.text_version],
    [t`Reference of its proof`, consent.evidence_id],
    [t`Who sold the list`, consent.list_provider],
  ];
  return (
    <Stack maw={720}>
      {error && (
        <ProblemAlert
          problem={asProblem(error)}
          onReread={() => void queries.invalidateQueries({ queryKey: ['lists'] })}
        />
      )}
      {mayWrite && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            mutate({ name: name.trim() });
          }}
        >
          <Group align="flex-end">
            <TextInput
              w={340}
              label={t`Name of the list`}
              value={name}
              maxLength={200}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button
              type="submit"
              variant="default"
              loading={isPending}
              disabled={!name.trim() || name.trim() === list.name}
            >
              {t`Save the name`}
            </Button>
          </Group>
        </form>
      )}
      {mayWrite && !list.archived_at && (
        <Group>
          <Select
            w={340}
            label={t`Campaign`}
            description={t`Its rules are asked of every lead anew.`}
            placeholder={t`None`}
            data={campaigns.map(({ id, name }) => ({ value: String(id), label: name }))}
            value={list.campaign_id === null ? null : String(list.campaign_id)}
            onChange={(value) => mutate({ campaign_id: value === null ? null : Number(value) })}
            disabled={isPending}
            clearable
            clearButtonProps={{ 'aria-label': t`None` }}
            searchable
          />
        </Group>
      )}
      <Table withTableBorder verticalSpacing={6}>
        <Table.Tbody>
          {facts
            .filter(([, said]) => said)
            .map(([what, said]) => (
              <Table.Tr key={what}>
                <Table.Th scope="row" w={240}>
                  {what}
                </Table.Th>
                <Table.Td>{said}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
      {mayWrite && (
        <Group>
          <Button variant="default" onClick={() => setCorrecting(true)}>{t`Correct what allows the calls`}</Button>
          <Modal
            opened={correcting}
            onClose={() => setCorrecting(false)}
            title={t`Correct what allows the calls`}
            size="lg"
          >
            <CorrectConsent key={read.etag} read={read} onDone={() => setCorrecting(false)} />
          </Modal>
        </Group>
      )}
      <Title order={2} size="h4">{t`Fields of its own`}</Title>
      {Object.keys(list.types).length === 0 ? (
        <Text size="sm">{t`None has a type: each holds text as it was written.`}</Text>
      ) : (
        <Table withTableBorder verticalSpacing={6}>
          <Table.Tbody>
            {Object.entries(list.types as Record<string, { kind: string; choices?: string[] }>).map(
              ([name, type]) => (
                <Table.Tr key={name}>
                  <Table.Th scope="row" w={240}>
                    {name}
                  </Table.Th>
                  <Table.Td>
                    {kindWords(type.kind)}
                    {type.choices && type.choices.length > 0 && `: ${type.choices.join(', ')}`}
                  </Table.Td>
                </Table.Tr>
              ),
            )}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}

function kindWords(kind: string): string {
  switch (kind) {
    case 'whole':
      return t`whole number`;
    case 'decimal':
      return t`decimal number`;
    case 'date':
      return t`day`;
    case 'yes_no':
      return t`yes or no`;
    case 'choice':
      return t`one of some words`;
    default:
      return t`text`;
  }
}
