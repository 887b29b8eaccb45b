import { plural, t } from '@lingui/core/macro';
import { Alert, List } from '@mantine/core';
import type { ScriptProblem } from '@/api/scripts';
import { IconOk, IconWarn } from '@/ui/icons';

/** Everything that keeps a script from being published, each with its step. */
export function Problems({ problems }: { problems: readonly ScriptProblem[] }) {
  if (problems.length === 0)
    return <Alert role="status" color="ok" icon={<IconOk />} title={t`Nothing keeps it from being published`} />;
  return (
    <Alert
      role="alert"
      color="warn"
      icon={<IconWarn />}
      title={plural(problems.length, {
        one: '# thing keeps it from being published',
        other: '# things keep it from being published',
      })}
    >
      <List size="sm">
        {problems.map((one) => (
          <List.Item key={`${one.step} ${one.kind} ${one.message}`}>
            {one.step && <strong>{one.step}: </strong>}
            {one.message}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
