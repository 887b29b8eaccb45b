import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import { controllersQuery } from '@/api/installation';
import { teamsQuery } from '@/api/supervision';

interface Named {
  id: number;
  name: string;
}

/** What a role may be given for. */
export interface Ranges {
  controllers: readonly Named[];
  teams: readonly Named[];
}

export function useRanges(): Ranges {
  const { data: controllers = [] } = useQuery(controllersQuery);
  const { data: teams = [] } = useQuery(teamsQuery);
  return { controllers, teams };
}

/** All of Pronto, one company, or one team, to choose from. */
export const rangeChoices = ({ controllers, teams }: Ranges) => [
  { value: '', label: t`all of Pronto` },
  ...controllers.map(({ id, name }) => ({ value: `controller:${id}`, label: t`company ${name}` })),
  ...teams.map(({ id, name }) => ({ value: `team:${id}`, label: t`team ${name}` })),
];

export function rangeOf(chosen: string): { controller_id: number | null; team_id: number | null } {
  const [kind, id] = chosen.split(':');
  return {
    controller_id: kind === 'controller' ? Number(id) : null,
    team_id: kind === 'team' ? Number(id) : null,
  };
}
