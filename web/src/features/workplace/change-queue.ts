// Changes that are shown at once and sent behind: one after another, so that the last one stands. Pure.
import type { Interaction, InteractionChange } from '@/api/interactions';

/** Sends one change at a time; what comes meanwhile goes together in the next. */
export class ChangeQueue<Change extends object> {
  #waiting: Change | null = null;
  #isBusy = false;
  #work: Promise<void> = Promise.resolve();

  /** `send` does not fail: it says by itself what went wrong. */
  constructor(
    private readonly together: (earlier: Change, later: Change) => Change,
    private readonly send: (change: Change) => Promise<unknown>,
  ) {}

  /** What is not under way yet. */
  get waiting(): Change | null {
    return this.#waiting;
  }

  get isIdle(): boolean {
    return !this.#isBusy;
  }

  add(change: Change): void {
    this.#waiting = this.#waiting ? this.together(this.#waiting, change) : change;
    if (!this.#isBusy) this.#work = this.#sendAll();
  }

  /** Until all that was changed is sent. */
  get settled(): Promise<void> {
    return this.#work;
  }

  async #sendAll(): Promise<void> {
    this.#isBusy = true;
    for (let next = this.#waiting; next; next = this.#waiting) {
      this.#waiting = null;
      await this.send(next);
    }
    this.#isBusy = false;
  }
}

/** Two changes as one: the later one stands, fact by fact. */
export const changedTogether = (earlier: InteractionChange, later: InteractionChange): InteractionChange => ({
  ...earlier,
  ...later,
  ...(earlier.facts && later.facts ? { facts: { ...earlier.facts, ...later.facts } } : {}),
});

export const withChange = (now: Interaction, change: InteractionChange | null): Interaction => ({
  ...now,
  ...(change as Partial<Interaction>),
  facts: { ...now.facts, ...change?.facts },
});

/** What is shown once a change was refused: what the server knew before it, and what is still to be sent. */
export const withoutChange = (
  now: Interaction,
  refused: InteractionChange,
  known: Interaction,
  waiting: InteractionChange | null,
): Interaction => {
  const before = Object.fromEntries(Object.keys(refused).map((name) => [name, known[name as keyof Interaction]]));
  return withChange({ ...now, ...before }, waiting);
};
