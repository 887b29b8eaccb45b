import { useState } from 'react';

/** Pages of a list by cursor, for `DataTable`: back to the first when `question` is another one. */
export function useCursors(question: string) {
  const [before, setBefore] = useState<{ question: string; cursors: readonly string[] }>({ question, cursors: [] });
  const cursors = before.question === question ? before.cursors : [];
  const go = (next: readonly string[]) => setBefore({ question, cursors: next });
  return {
    cursor: cursors.at(-1),
    first: () => go([]),
    /** What `DataTable` needs; `next` is the cursor that the page brought. */
    pages: (next: string | null | undefined) => ({
      previous: cursors.length > 0 ? () => go(cursors.slice(0, -1)) : null,
      next: next ? () => go([...cursors, next]) : null,
    }),
  };
}
