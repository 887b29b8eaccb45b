import { t } from '@lingui/core/macro';
import type { Tone } from '@/ui/theme';
import { type Catalogue, speakToo } from '@/words/language';

await speakToo(import.meta.glob<Catalogue>('../words/*.po'));

/** The link of a node in a word. */
export function linkWord(state: string | undefined): [Tone, string] {
  switch (state) {
    case 'up':
      return ['ok', t`linked`];
    case 'connecting':
      return ['warn', t`being linked`];
    case 'down':
      return ['stop', t`no link`];
    default:
      return ['rest', t`no engine shows it`];
  }
}

/** The state of a trunk in a word. */
export function trunkWord(state: string | undefined): [Tone, string] {
  switch (state) {
    case 'up':
      return ['ok', t`up`];
    case 'resting':
      return ['warn', t`suspended`];
    case 'down':
      return ['stop', t`down`];
    case 'draining':
      return ['rest', t`draining`];
    case 'drained':
      return ['rest', t`drained`];
    case 'unknown':
      return ['rest', t`not asked yet`];
    default:
      return ['rest', t`no engine shows it`];
  }
}

/** The state of a phone in a word. */
export function phoneWord(state: string): [Tone, string] {
  switch (state) {
    case 'registered':
      return ['ok', t`can be called`];
    case 'unreached':
      return ['warn', t`not registered`];
    case 'unasked':
      return ['rest', t`its Asterisk cannot be asked`];
    default:
      return ['stop', t`Asterisk has none of this name`];
  }
}

/** How a telephone speaks SIP. */
export function transportText(transport: string): string {
  return transport === 'tls' ? t`TLS, encrypted` : transport.toUpperCase();
}
