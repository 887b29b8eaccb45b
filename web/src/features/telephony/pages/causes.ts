import { t } from '@lingui/core/macro';

/** Causes that are chosen together, with what they say. */
export interface Causes {
  codes: readonly string[];
  label: string;
}

export const known = (): Causes[] => [
  { codes: ['sip:5xx'], label: t`the carrier has a failure (SIP 5xx)` },
  { codes: ['sip:403'], label: t`the carrier refuses the call (SIP 403)` },
  { codes: ['sip:401', 'sip:407'], label: t`the carrier refuses our account (SIP 401, 407)` },
  { codes: ['sip:402'], label: t`there is no credit (SIP 402)` },
  { codes: ['sip:488'], label: t`there is no codec in common (SIP 488)` },
  {
    codes: ['q850:34', 'q850:38', 'q850:41', 'q850:42', 'q850:44', 'q850:47'],
    label: t`the network has no free line (Q.850 34 to 47)`,
  },
  { codes: ['sip:404'], label: t`the carrier does not know the number (SIP 404)` },
];

const has = (said: readonly string[], { codes }: Causes) => codes.every((code) => said.includes(code));

/** Those of the known causes that a group has, and the codes that are none of them. */
export function split(said: readonly string[]): { chosen: Causes[]; others: string[] } {
  const chosen = known().filter((one) => has(said, one));
  const named = chosen.flatMap(({ codes }) => codes);
  return { chosen, others: said.filter((code) => !named.includes(code)) };
}

/** When a refused call goes on, in a sentence. */
export function causesWords(said: readonly string[]): string {
  const { chosen, others } = split(said);
  if (said.length === 0) return t`never`;
  return [...chosen.map(({ label }) => label), ...others].join('; ');
}
