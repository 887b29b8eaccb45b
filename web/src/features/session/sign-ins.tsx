import { t } from '@lingui/core/macro';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { asProblem } from '@/api/problem';
import { type SignIn, signInsQuery } from '@/api/session';
import { DataTable } from '@/ui/DataTable';
import { dateAndTime } from '@/words/format';

const wayOf = ({ way }: SignIn) =>
  ({
    password: t`by password`,
    link: t`by one-time link`,
    provider: t`by identity provider`,
    board: t`as a board`,
  })[way];

/** The last times at which one signed in: a sign-in that was somebody else's is seen here. */
export function SignIns() {
  const { data, error, refetch } = useQuery(signInsQuery);
  return (
    <DataTable
      id="sign-ins"
      caption={t`When you signed in`}
      columns={[
        { id: 'at', header: t`When`, cell: (one) => dateAndTime(new Date(one.at)) },
        { id: 'way', header: t`How`, cell: wayOf },
        { id: 'client', header: t`Address`, cell: (one) => one.client },
      ]}
      rows={data}
      keyOf={(one) => `${one.at} ${one.client}`}
      empty={<Text>{t`Nothing is noted yet.`}</Text>}
      problem={error && asProblem(error)}
      onRetry={() => void refetch()}
    />
  );
}
