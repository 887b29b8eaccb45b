// Names of requests (Idempotency-Key) whose answers are not known: pressed again, such a request is still the same one.

/**
 * What makes something new each time it is sent: a second try after a lost answer would make a second one. Commands are
 * no part of it: a pause that is asked for again is meant anew.
 */
export const MAKES: ReadonlySet<string> = new Set(
  [
    'agents',
    'agents/{agent_id}/issue-reports',
    'board-tokens',
    'caller-id-pools',
    'caller-ids',
    'campaigns',
    'campaigns/{campaign_id}/copy',
    'campaigns/{campaign_id}/simulations',
    'companies',
    'desk-phones',
    'scripts',
    'scripts/{script_id}/versions',
    'interactions/{interaction_id}/messages',
    'keys',
    'lists',
    'lists/{list_id}/leads',
    'lists/{list_id}/scrubs',
    'team-messages',
    'report-schedules',
    'report-schedules/{schedule_id}/send',
    'tasks',
    'teams',
    'trunk-groups',
    'users',
  ].map((path) => `/api/v1/${path}`),
);

const KEPT_MS = 10 * 60_000; // whoever sends the same later than that means it anew
/** The same request is under way or done, says the API: its own answer is still not here. */
const UNKNOWN = new Set(['idempotency-key-in-use', 'done-before']);

/** 122 random bits, as a UUID has; `crypto.randomUUID` is there on https alone, and many offices have none inside. */
export function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export class KeptKeys {
  readonly #kept = new Map<string, { key: string; at: number }>();
  readonly #places = new WeakMap<object, string>();

  /** The key of a request by its address and body: that of an earlier try, as long as nobody knows what came of it. */
  keyOf(request: object, address: string, body: string, now: number): string {
    const place = `${address}\n${body}`;
    const known = this.#kept.get(place);
    const key = known && now - known.at < KEPT_MS ? known.key : randomKey();
    this.#kept.set(place, { key, at: now });
    this.#places.set(request, place);
    return key;
  }

  /** An answer came: done or refused, the next one is another request. A server that failed has said neither. */
  answered(request: object, status: number, slug: string): void {
    const place = this.#places.get(request);
    if (place !== undefined && status < 500 && !UNKNOWN.has(slug)) this.#kept.delete(place);
  }
}
