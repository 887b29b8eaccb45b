import { asProblem } from '@/api/problem';
import { holdsCardNumber } from '@/script/card-number';

// Notes on their way to the browser's database and to the server. They outlive the call's place on the page: another
// call may come the moment after something was typed.

export interface Draft {
  readonly note: string;
  readonly typedAt: number;
}

/** How a note stands with the server: kept; not reached, tried again; refused; or something typed later is there. */
export type Standing =
  | { kind: 'saved'; at: number }
  | { kind: 'silent' }
  | { kind: 'refused'; why: string }
  | { kind: 'older' };

/** Where notes go. `send` answers whether this one is kept. */
export interface NotePlaces {
  keep: (attemptId: string, draft: Draft) => Promise<void>;
  send: (attemptId: string, draft: Draft) => Promise<boolean>;
}

const LOCAL_MS = 200;
const SERVER_MS = 700;
const AGAIN_MS = 3000;

interface Waiting {
  draft: Draft;
  /** Timers; undefined: nothing waits. */
  local?: ReturnType<typeof setTimeout> | undefined;
  remote?: ReturnType<typeof setTimeout> | undefined;
  isSending: boolean;
}

export class NoteQueue {
  readonly #waiting = new Map<string, Waiting>();
  readonly #heard = new Map<string, (standing: Standing) => void>();

  constructor(
    private readonly places: NotePlaces,
    private readonly now: () => number = Date.now,
  ) {}

  /** Hear how the note of a call stands, until the function that is returned is called. */
  follow(attemptId: string, heard: (standing: Standing) => void): () => void {
    this.#heard.set(attemptId, heard);
    return () => {
      if (this.#heard.get(attemptId) === heard) this.#heard.delete(attemptId);
    };
  }

  /** Keep and send what was typed, a moment later together with what is typed until then. */
  put(attemptId: string, draft: Draft): void {
    const one = this.#waiting.get(attemptId) ?? { draft, isSending: false };
    one.draft = draft;
    this.#waiting.set(attemptId, one);
    one.local ??= setTimeout(() => this.#keep(attemptId, one), LOCAL_MS);
    one.remote ??= setTimeout(() => void this.#send(attemptId, one), SERVER_MS);
  }

  /** Write at once what waits of a call. */
  flush(attemptId: string): void {
    const one = this.#waiting.get(attemptId);
    if (!one) return;
    this.#keep(attemptId, one);
    void this.#send(attemptId, one);
  }

  /** Write to this browser at once what waits: the page is left. */
  keepAll(): void {
    for (const [attemptId, one] of this.#waiting) this.#keep(attemptId, one);
  }

  /** The note has gone with a disposition: nothing waits any more. */
  drop(attemptId: string): void {
    const one = this.#waiting.get(attemptId);
    clearTimeout(one?.local);
    clearTimeout(one?.remote);
    this.#waiting.delete(attemptId);
  }

  #keep(attemptId: string, one: Waiting): void {
    clearTimeout(one.local);
    one.local = undefined;
    if (!holdsCardNumber(one.draft.note)) void this.places.keep(attemptId, one.draft).catch(() => {});
  }

  async #send(attemptId: string, one: Waiting): Promise<void> {
    if (one.isSending) return; // what is newer goes after the answer
    clearTimeout(one.remote);
    one.remote = undefined;
    const { draft } = one;
    if (holdsCardNumber(draft.note)) return; // the field says so; the next character tries again
    one.isSending = true;
    const standing = await this.#standing(attemptId, draft);
    one.isSending = false;
    clearTimeout(one.remote);
    one.remote = undefined;
    if (this.#waiting.get(attemptId) !== one) return; // dropped meanwhile
    this.#heard.get(attemptId)?.(standing);
    if (standing.kind === 'silent') one.remote = setTimeout(() => void this.#send(attemptId, one), AGAIN_MS);
    else if (one.draft !== draft) one.remote = setTimeout(() => void this.#send(attemptId, one), SERVER_MS);
    else if (one.local === undefined) this.#waiting.delete(attemptId);
  }

  async #standing(attemptId: string, draft: Draft): Promise<Standing> {
    try {
      return (await this.places.send(attemptId, draft)) ? { kind: 'saved', at: this.now() } : { kind: 'older' };
    } catch (error) {
      const { kind, message, title } = asProblem(error);
      const passes = kind === 'network' || kind === 'busy' || kind === 'fault' || kind === 'signed_out';
      return passes ? { kind: 'silent' } : { kind: 'refused', why: message || title };
    }
  }
}
