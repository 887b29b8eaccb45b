import { t } from '@lingui/core/macro';
import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { companiesQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { meQuery } from '@/api/session';
import { teamsQuery } from '@/api/supervision';
import { shareBoard } from '@/api/wallboards';
import { useConfirmed } from '@/features/session';
import { ProblemAlert } from '@/ui/ProblemAlert';
import { State } from '@/ui/State';

/** Make a link that opens this board and nothing else; it is shown once. */
export function ShareForm({ name, onClose }: { name: string; onClose: () => void }) {
  const { data: me } = useSuspenseQuery(meQuery);
  const queries = useQueryClient();
  const confirmed = useConfirmed(me);
  const { data: companies = [] } = useQuery(companiesQuery);
  const { data: teams = [] } = useQuery(teamsQuery);
  const [screen, setScreen] = useState('');
  const [company, setCompany] = useState('');
  const [team, setTeam] = useState('');
  const [ends, setEnds] = useState('');
  const [copied, setCopied] = useState(false);
  const sharing = useMutation({
    mutationFn: () =>
      confirmed(() =>
        shareBoard({
          name: screen.trim(),
          board: name,
          company_id: company ? Number(company) : null,
          team_id: team ? Number(team) : null,
          expires_at: ends ? new Date(`${ends}T23:59:59`).toISOString() : null,
        }),
      ),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['board-tokens'] }),
  });
  const url = sharing.data?.url;
  return (
    <Modal opened onClose={onClose} title={t`Share the board ${name}`}>
      {url ? (
        <Stack>
          <State tone="warn">{t`This link is shown once. Open it on the screen now, or copy it.`}</State>
          <TextInput label={t`Link`} value={url} readOnly onFocus={(event) => event.currentTarget.select()} />
          <Group justify="flex-end">
            <Button
              variant="default"
              onClick={() => void navigator.clipboard?.writeText(url).then(() => setCopied(true))}
            >
              {copied ? t`Copied` : t`Copy`}
            </Button>
            <Button onClick={onClose}>{t`Done`}</Button>
          </Group>
        </Stack>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            sharing.mutate();
          }}
        >
          <Stack>
            {sharing.error && <ProblemAlert problem={asProblem(sharing.error)} />}
            <Text size="sm">{t`Whoever has the link sees this board, without signing in, until it is revoked.`}</Text>
            <TextInput
              label={t`Which screen`}
              placeholder={t`as in: screen at the window`}
              value={screen}
              required
              maxLength={200}
              data-autofocus
              onChange={(event) => setScreen(event.currentTarget.value)}
            />
            <NativeSelect
              label={t`Only campaigns of`}
              value={company}
              data={[
                { value: '', label: t`all companies` },
                ...companies.map((one) => ({ value: String(one.id), label: one.name })),
              ]}
              onChange={(event) => setCompany(event.currentTarget.value)}
            />
            <NativeSelect
              label={t`Only agents of`}
              value={team}
              data={[
                { value: '', label: t`all teams` },
                ...teams.map((one) => ({ value: String(one.id), label: one.name })),
              ]}
              onChange={(event) => setTeam(event.currentTarget.value)}
            />
            <TextInput
              type="date"
              label={t`Until`}
              description={t`Left empty, it opens until somebody revokes it.`}
              value={ends}
              onChange={(event) => setEnds(event.currentTarget.value)}
            />
            <Group justify="flex-end">
              <Button type="submit" loading={sharing.isPending} disabled={!screen.trim()}>
                {t`Make the link`}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}
