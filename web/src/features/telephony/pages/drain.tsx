import './words';
import { t } from '@lingui/core/macro';
import { Button, type ButtonProps } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { trunksQuery } from '@/api/installation';
import { asProblem } from '@/api/problem';
import { switchTrunk, type Trunk } from '@/api/telephony';
import { confirm } from '@/ui/Confirm';
import { ProblemAlert } from '@/ui/ProblemAlert';

type ButtonSize = NonNullable<ButtonProps['size']>;

/** Take a trunk out of dialling while its calls go on, and back. */
export function Drain({ trunk, size = 'compact-xs' }: { trunk: Trunk; size?: ButtonSize }) {
  const queries = useQueryClient();
  const { mutate, isPending, error } = useMutation({
    mutationFn: (use: boolean) => switchTrunk(trunk.id, use),
    onSuccess: () => queries.invalidateQueries({ queryKey: trunksQuery.queryKey }),
  });
  const drain = async () => {
    const body = t`No campaign starts a call over it any more. Calls that live go on to their end.`;
    if (await confirm({ title: t`Drain ${trunk.name}?`, body, action: t`Drain it` })) mutate(false);
  };
  return (
    <>
      {error && <ProblemAlert problem={asProblem(error)} />}
      {trunk.enabled ? (
        <Button size={size} variant="default" loading={isPending} onClick={() => void drain()}>
          {t`Drain`}
        </Button>
      ) : (
        <Button size={size} variant="default" loading={isPending} onClick={() => mutate(true)}>
          {t`Use again`}
        </Button>
      )}
    </>
  );
}
