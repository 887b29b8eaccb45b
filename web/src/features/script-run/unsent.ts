import { asProblem } from '@/api/problem';
import type { Progress } from '@/api/scripts';

// Runs that have left the page before all of them was on the server. They are kept in the tab until they are there.

export interface Unsent {
  attemptId: string;
  scriptId: number;
  runId: number | null;
  language: string;
  progress: Progress;
}

export interface UnsentServer {
  begin: (attemptId: string, scriptId: number, language: string) => Promise<{ id: number }>;
  write: (runId: number, progress: Progress) => Promise<unknown>;
}

const AGAIN_MS = 1500;
const PREFIX = 'pronto.script-unsent.';

/** Where a run is kept while it is on the page. */
export const placeOfRun = (attemptId: string, scriptId: number) => `pronto.script-run.${attemptId}.${scriptId}`;
const placeOf = (attemptId: string, scriptId: number) => `${PREFIX}${attemptId}.${scriptId}`;

export class UnsentRuns {
  readonly #sending = new Set<string>();

  constructor(
    private readonly kept: Storage,
    private readonly server: UnsentServer,
  ) {}

  /** Send the rest of a run that has left the page, once what is under way has been answered. */
  leave(run: Unsent, underWay: Promise<unknown> | null): void {
    const place = placeOf(run.attemptId, run.scriptId);
    this.kept.setItem(place, JSON.stringify(run));
    void Promise.resolve(underWay).then(() => this.#send(place));
  }

  /** The run is on the page again, which sends all of it. */
  takeBack(attemptId: string, scriptId: number): void {
    this.kept.removeItem(placeOf(attemptId, scriptId));
  }

  /** Go on with what an earlier page of this tab could not send. */
  sendAll(): void {
    const places = Array.from({ length: this.kept.length }, (_, place) => this.kept.key(place) ?? '');
    for (const place of places) if (place.startsWith(PREFIX)) void this.#send(place);
  }

  async #send(place: string): Promise<void> {
    const text = this.kept.getItem(place);
    if (text === null || this.#sending.has(place)) return;
    this.#sending.add(place);
    const run = JSON.parse(text) as Unsent;
    try {
      const id = run.runId ?? (await this.server.begin(run.attemptId, run.scriptId, run.language)).id;
      if (this.kept.getItem(place) === text) {
        await this.server.write(id, run.progress);
        this.#forget(place, text, run);
      }
    } catch (error) {
      const { kind } = asProblem(error);
      if (kind === 'network' || kind === 'busy' || kind === 'fault')
        setTimeout(() => void this.#send(place), AGAIN_MS);
      else if (kind !== 'signed_out') this.#forget(place, text, run); // the server will never take it
    } finally {
      this.#sending.delete(place);
      const now = this.kept.getItem(place);
      if (now !== null && now !== text) void this.#send(place); // left once more meanwhile
    }
  }

  #forget(place: string, text: string, run: Unsent): void {
    if (this.kept.getItem(place) !== text) return; // taken back, or left once more
    this.kept.removeItem(place);
    this.kept.removeItem(placeOfRun(run.attemptId, run.scriptId));
  }
}
