// What the engine shows an agent (the stream's channel `agent:7`, key `screen`), and what moment of work that is. Pure.

export interface Phone {
  readonly position: number;
  readonly number: string;
  readonly label: string;
}

export interface Lead {
  readonly lead_id: number;
  readonly name: string;
  readonly language: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly phones: readonly Phone[];
  readonly attempts: number;
  /** The time zones in which the person may be; none, or not said: the campaign's. */
  readonly zones?: readonly string[];
}

/** A lead that was taken off the screen, or not dialled, with the reason as a sentence. */
export interface Told {
  readonly lead_id: number;
  readonly reason: string;
  readonly text: string;
}

/** All instants are epoch seconds of the server. */
export interface Screen {
  readonly agent_id: number;
  readonly state: string;
  readonly since?: number;
  readonly wrap_up?: { readonly ends_at: number; readonly extended: boolean };
  readonly shift_ends_at?: number;
  readonly campaign_id?: number;
  readonly attempt_id?: string;
  readonly number?: string;
  readonly lead?: Lead;
  readonly due_at?: number;
  readonly note?: string;
  readonly reason?: string;
  readonly duties?: readonly string[];
  /** The person is to be identified first: until then the server tells no more than name and language. */
  readonly is_withheld?: boolean;
  readonly withdrawn?: Told;
  readonly not_dialled?: Told;
  readonly refused?: { readonly lead_id: number };
  /** The call whose wrap-up had no time left, as long as it lacks a disposition. */
  readonly ran_out?: { readonly attempt_id: string };
  /** In wrap-up: who ended the call. */
  readonly ended_by?: 'agent' | 'person' | 'pronto' | 'unknown';
  readonly hold?: { readonly since: number };
  readonly rejoin?: { readonly since: number; readonly until: number };
  readonly hand?: { readonly since: number; readonly note: string };
  /** The next break; while one has it, when it began and from when on it has been long enough. */
  readonly break?: {
    readonly next_at?: number;
    readonly warn_at?: number | null;
    readonly must_stop_at?: number | null;
    readonly since?: number;
    readonly long_enough_at?: number;
  };
  /** When the present pause ends by itself. */
  readonly returns_at?: number;
}

export type Moment =
  | 'logged_out'
  | 'no_phone'
  | 'ready'
  | 'preview'
  | 'call_back'
  | 'ringing'
  | 'connecting'
  | 'talking'
  | 'hold'
  | 'reconnecting'
  | 'wrap_up'
  | 'paused'
  | 'recovery_break';

const SHOWN_AS: Readonly<Record<string, Moment>> = {
  logged_out: 'logged_out',
  no_phone: 'no_phone',
  ready: 'ready',
  preview: 'preview',
  call_back: 'call_back',
  reserved: 'connecting',
  ringing: 'ringing',
  connecting: 'connecting',
  talking: 'talking',
  wrap_up: 'wrap_up',
  paused: 'paused',
};

/** How the agent stands by the database, which knows a log-out while no engine runs. */
export interface Standing {
  readonly wish: string | null;
  /** When it was wished, in epoch seconds; null: never. */
  readonly wishAt: number | null;
}

const RECOVERY_BREAK = 'after_hard_call';

/** What the agent is in the middle of. */
export function momentOf(screen: Screen | undefined, standing: Standing): Moment {
  const away = standing.wish === 'logged_out' || standing.wish === null;
  if (!screen?.state) return away ? 'logged_out' : 'no_phone';
  const moment = SHOWN_AS[screen.state] ?? 'paused';
  if (away && !inCall(moment) && (standing.wishAt ?? 0) >= (screen.since ?? 0)) return 'logged_out';
  if (moment === 'talking' && screen.rejoin) return 'reconnecting';
  if (moment === 'talking' && screen.hold) return 'hold';
  if (moment === 'paused' && screen.returns_at && screen.reason === RECOVERY_BREAK) return 'recovery_break';
  return moment;
}

const IN_CALL: ReadonlySet<Moment> = new Set<Moment>(['ringing', 'connecting', 'talking', 'hold', 'reconnecting']);

/** A person is on the line, or is being rung. */
export const inCall = (moment: Moment): boolean => IN_CALL.has(moment);

/** Somebody can be hung up. */
export const canHangUp = (moment: Moment): boolean => IN_CALL.has(moment);

/** A lead is on the screen, with what is known of it. */
export const hasPerson = (moment: Moment): boolean =>
  IN_CALL.has(moment) || moment === 'preview' || moment === 'call_back' || moment === 'wrap_up';

/** A disposition of the present call may be given. */
export const canDispose = (moment: Moment): boolean =>
  moment === 'talking' || moment === 'hold' || moment === 'reconnecting' || moment === 'wrap_up';

/** When the present moment began: a hold and a lost leg have an instant of their own. */
export function beganAt(screen: Screen | undefined, moment: Moment): number | null {
  if (moment === 'hold') return screen?.hold?.since ?? null;
  if (moment === 'reconnecting') return screen?.rejoin?.since ?? null;
  return screen?.since ?? null;
}
