import { t } from '@lingui/core/macro';
import type { Grant, Role } from '@/api/people';
import { type Catalogue, speakToo } from '@/words/language';

await speakToo(import.meta.glob<Catalogue>('../words/*.po'));

/** A role as people say it. */
export function roleText(role: Role): string {
  const words: Record<Role, string> = {
    admin: t`administrator`,
    manager: t`campaign manager`,
    supervisor: t`supervisor`,
    agent: t`agent`,
    auditor: t`auditor`,
    wallboard: t`screen on a wall`,
    integration: t`program`,
  };
  return words[role];
}

/** What who has the role does, in a sentence. */
export function roleSentence(role: Role): string {
  const words: Partial<Record<Role, string>> = {
    admin: t`Everything: telephony, people, law and data.`,
    manager: t`Lists, campaigns, agents and results; no trunks, no roles.`,
    supervisor: t`Looks after agents during the day: pauses, team messages, call-backs, boards.`,
    agent: t`Talks, at the workplace (/work).`,
    auditor: t`Reads rules, reports and the audit, and changes nothing.`,
  };
  return words[role] ?? '';
}

/** Those that are given to people; programs have keys, screens have links. */
export const ROLES: readonly Role[] = ['admin', 'manager', 'supervisor', 'agent', 'auditor'];

interface Named {
  id: number;
  name: string;
}

/** A role with what it is given for: of one company, of one team, or of all. */
export function grantText(grant: Grant, companies: readonly Named[], teams: readonly Named[]): string {
  const role = roleText(grant.role);
  const company = companies.find(({ id }) => id === grant.company_id)?.name;
  const team = teams.find(({ id }) => id === grant.team_id)?.name;
  if (team && company) return t`${role} (${company}, team ${team})`;
  if (team) return t`${role} (team ${team})`;
  if (company) return t`${role} (${company})`;
  return role;
}
