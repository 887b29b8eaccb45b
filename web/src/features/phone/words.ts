import { t } from '@lingui/core/macro';
import type { PhoneState, Trouble } from './machine';
import type { Quality } from './quality';

/** What the phone does, in a word or two. */
export function stateWords(state: PhoneState): string {
  switch (state) {
    case 'off':
      return t`Phone off`;
    case 'connecting':
      return t`Phone connects`;
    case 'registered':
      return t`Phone ready`;
    case 'ringing':
      return t`Phone rings`;
    case 'up':
      return t`Phone connected`;
    case 'failed':
      return t`Phone does not work`;
  }
}

/** What is wrong, and what mends it. */
export function troubleWords(trouble: Trouble): string {
  switch (trouble) {
    case 'microphone_refused':
      return t`The browser may not use the microphone. Click on the sign before the address of this page, allow the microphone, and try again.`;
    case 'microphone_missing':
      return t`There is no microphone. Plug the headset in, and close other programs that use it.`;
    case 'account':
      return t`Asterisk takes no phone of this browser. Tell your supervisor, or use a phone on the desk.`;
    case 'elsewhere':
      return t`The phone is in another window.`;
    case 'unsupported':
      return t`This browser cannot be a phone, or the page was not opened over https. Use a current Chrome, Edge or Firefox.`;
  }
}

/** How good the line is. */
export function qualityWords(quality: Quality): string {
  switch (quality) {
    case 'unknown':
      return t`Line not known yet`;
    case 'good':
      return t`Good line`;
    case 'fair':
      return t`Line with small gaps`;
    case 'poor':
      return t`Bad line`;
    case 'silent':
      return t`No voice comes in`;
  }
}
