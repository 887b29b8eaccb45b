// One tab has the phone, or the work, held by a lock of the browser. It is free again when the tab goes, however it goes.

const PATIENCE_MS = 2000;

/** The lead of this tab in what a lock names. `changed` is told whenever it is won or lost. */
export class Leader {
  isLeader = false;
  private letGo?: () => void;
  private waiting?: AbortController;
  private claiming?: Promise<void>;

  constructor(
    private readonly lock: string,
    private readonly changed: () => void,
  ) {}

  /** Take the lead if no other tab has it: this page before it was loaded again may hold it for a moment longer. */
  async claim(): Promise<boolean> {
    if (!this.isLeader) {
      this.claiming ??= this.wait();
      await this.claiming;
    }
    return this.isLeader;
  }

  /** Take the lead from the tab that has it. A claim that waits for it ends first, in vain. */
  async takeOver(): Promise<void> {
    this.waiting?.abort();
    if (!this.isLeader) await this.hold({ steal: true });
  }

  /** Give up the lead, or the claim to it. */
  release(): void {
    this.waiting?.abort();
    this.letGo?.();
  }

  private async wait(): Promise<void> {
    this.waiting = new AbortController();
    await this.hold({ signal: AbortSignal.any([AbortSignal.timeout(PATIENCE_MS), this.waiting.signal]) });
    this.claiming = undefined;
  }

  /** Ask for the lock, and return when it is held or refused; it stays held until `release`. */
  private hold(options: LockOptions): Promise<void> {
    return new Promise((asked) => {
      let isMine = false;
      const held = navigator.locks.request(this.lock, options, () => {
        isMine = true;
        this.set(true);
        asked();
        return new Promise<void>((letGo) => {
          this.letGo = letGo;
        });
      });
      const lost = () => {
        // A claim that waited in vain takes nothing from one that has taken the lead over meanwhile.
        if (isMine) {
          this.letGo = undefined;
          this.set(false);
        }
        asked();
      };
      held.then(lost, lost); // rejected when another tab has taken it over
    });
  }

  private set(isLeader: boolean): void {
    if (this.isLeader === isLeader) return;
    this.isLeader = isLeader;
    this.changed();
  }
}
