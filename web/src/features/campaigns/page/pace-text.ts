import { t } from '@lingui/core/macro';
import type { SimulatedPoint } from '@/api/simulations';
import { number, percent } from '@/words/format';
import { modeWord } from '../words';

/** What a pace is called: its mode, and what counts in it. */
export function paceText({ mode, ratio, target }: Pick<SimulatedPoint, 'mode' | 'ratio' | 'target'>): string {
  if (mode === 'predictive') return t`predictive, at most ${percent(target)}`;
  if (mode === 'ratio') return t`fixed ratio, ${number(ratio, 1)} calls for each`;
  return modeWord(mode);
}
