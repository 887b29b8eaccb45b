import { t } from '@lingui/core/macro';
import { useQuery } from '@tanstack/react-query';
import { companiesQuery } from '@/api/installation';
import { teamsQuery } from '@/api/supervision';

interface Named {
  id: number;
  name: string;
}

/** What a role may be given for. */
export interface Ranges {
  companies: readonly Named[];
  teams: readonly Named[];
}

export function useRanges(): Ranges {
  const { data: companies = [] } = useQuery(companiesQuery);
  const { data: teams = [] } = useQuery(teamsQuery);
  return { companies, teams };
}

/** All of Pronto, one company, or one team, to choose from. */
export const rangeChoices = ({ companies, teams }: Ranges) => [
  { value: '', label: t`all of Pronto` },
  ...companies.map(({ id, name }) => ({ value: `company:${id}`, label: t`company ${name}` })),
  ...teams.map(({ id, name }) => ({ value: `team:${id}`, label: t`team ${name}` })),
];

export function rangeOf(chosen: string): { company_id: number | null; team_id: number | null } {
  const [kind, id] = chosen.split(':');
  return {
    company_id: kind === 'company' ? Number(id) : null,
    team_id: kind === 'team' ? Number(id) : null,
  };
}
