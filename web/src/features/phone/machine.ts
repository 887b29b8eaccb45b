// What the phone does, from what has happened. Pure: no clock, no browser.

/** Why a phone does not work: what the person, or somebody else, has to mend. */
export type Trouble = 'microphone_refused' | 'microphone_missing' | 'account' | 'elsewhere' | 'unsupported';

/** How far the phone is on its way to Asterisk. */
type Registration = 'off' | 'connecting' | 'registered' | 'failed';
type Call = 'none' | 'ringing' | 'up';

export interface Machine {
  registration: Registration;
  call: Call;
  /** Whether Asterisk can be reached just now: a call that is up goes on meanwhile. */
  isLinked: boolean;
  trouble?: Trouble;
}

export type PhoneEvent =
  | { type: 'asked' }
  | { type: 'linked' }
  | { type: 'registered' }
  | { type: 'unlinked' }
  | { type: 'unregistered' }
  | { type: 'called' }
  | { type: 'answered' }
  | { type: 'ended' }
  | { type: 'failed'; trouble: Trouble }
  | { type: 'closed' };

/** What the page shows. */
export type PhoneState = 'off' | 'connecting' | 'registered' | 'ringing' | 'up' | 'failed';

export const off: Machine = { registration: 'off', call: 'none', isLinked: false };

const IN_USE: Registration[] = ['connecting', 'registered'];

/** The machine after an event. What comes late, after the phone was closed or has failed, changes nothing. */
export function step(now: Machine, event: PhoneEvent): Machine {
  switch (event.type) {
    case 'asked':
      return { registration: 'connecting', call: 'none', isLinked: false };
    case 'closed':
      return off;
    case 'failed':
      return now.registration === 'off'
        ? now
        : { registration: 'failed', call: 'none', isLinked: false, trouble: event.trouble };
  }
  if (!IN_USE.includes(now.registration)) return now;
  switch (event.type) {
    case 'linked':
      return { ...now, isLinked: true };
    case 'registered':
      return { ...now, registration: 'registered', isLinked: true };
    case 'unlinked':
      return { ...now, registration: 'connecting', isLinked: false };
    case 'unregistered':
      return { ...now, registration: 'connecting' };
    case 'called':
      return now.call === 'up' ? now : { ...now, call: 'ringing' };
    case 'answered':
      return now.call === 'none' ? now : { ...now, call: 'up' };
    case 'ended':
      return { ...now, call: 'none' };
  }
}

/** One word for it. A call counts more than the registration: it is heard even while that is made anew. */
export function shown(now: Machine): PhoneState {
  return now.call === 'none' ? now.registration : now.call;
}
