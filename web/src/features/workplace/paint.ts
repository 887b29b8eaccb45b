// When a person's name was painted: tests and benchmarks compare it with the answer and the first voice.

export const NAME_PAINTED = 'name-painted';
const KEPT = 200;

/** Mark the paint that shows what was just written into the page. `of` says which call it is. */
export function markPaint(of: Readonly<Record<string, unknown>>): void {
  requestAnimationFrame(() => {
    // A message is handled after the frame has been drawn.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      if (performance.getEntriesByName(NAME_PAINTED).length >= KEPT) performance.clearMarks(NAME_PAINTED);
      performance.mark(NAME_PAINTED, { detail: { ...of, at: Date.now() } });
      port1.close();
    };
    port2.postMessage(0);
  });
}

const BEFORE_MS = 1500; // a voice that is so much earlier than a name is the call's before

/** Milliseconds from a name that was painted to the first voice after it, or just before: below 0. Null: none yet. */
export function nameLead(paintedAt: number, heardAt: readonly number[]): number | null {
  const first = heardAt.find((at) => at >= paintedAt - BEFORE_MS);
  return first === undefined ? null : first - paintedAt;
}
