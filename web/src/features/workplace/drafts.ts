import { useCallback, useEffect, useRef, useState } from 'react';
import { type Draft, NoteQueue, type Standing } from './note-queue';

// What an agent writes about a call, kept in the browser's database as it is typed, and on the server soon after: a
// browser that is killed loses less than a second of it.

const NAME = 'pronto-drafts';
const STORE = 'notes';
const KEPT_MS = 7 * 86_400_000;

function database(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

let opened: Promise<IDBDatabase> | null = null;
const store = async (mode: IDBTransactionMode) => {
  opened ??= database();
  // Written to the disk before it counts as done: the browser may be killed the next moment.
  return (await opened).transaction(STORE, mode, { durability: 'strict' }).objectStore(STORE);
};

const done = <T>(asked: IDBRequest<T>) =>
  new Promise<T>((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });

export async function readDraft(attemptId: string): Promise<Draft | undefined> {
  return (await done((await store('readonly')).get(attemptId))) as Draft | undefined;
}

export async function writeDraft(attemptId: string, draft: Draft): Promise<void> {
  await done((await store('readwrite')).put(draft, attemptId));
}

export async function dropDraft(attemptId: string): Promise<void> {
  await done((await store('readwrite')).delete(attemptId));
}

/** Forget drafts of calls of a week ago: their interactions keep what the server got. */
export async function dropOldDrafts(now: number): Promise<void> {
  const all = await store('readwrite');
  const cursor = all.openCursor();
  cursor.onsuccess = () => {
    if (!cursor.result) return;
    if ((cursor.result.value as Draft).typedAt < now - KEPT_MS) cursor.result.delete();
    cursor.result.continue();
  };
}

/** The later of two drafts; whichever there is. */
export function newer(one: Draft | undefined, other: Draft | undefined): Draft | undefined {
  if (!one || !other) return one ?? other;
  return one.typedAt >= other.typedAt ? one : other;
}

/** Notes on their way, of this call and of those before. */
const queue = new NoteQueue({
  keep: writeDraft,
  send: (attemptId, draft) => sendBy.current?.(attemptId, draft) ?? Promise.reject(new TypeError('no way yet')),
});
const sendBy: { current: Send | null } = { current: null };
type Send = (attemptId: string, draft: Draft) => Promise<boolean>;
type Read = () => Promise<Draft | undefined>;

export interface Note {
  text: string;
  change: (text: string) => void;
  /** How it stands with the server; null: nothing is known yet. */
  standing: Standing | null;
  drop: () => void;
}

/** The note of a call, which survives reloads and the loss of the browser. `read` is null until the server knows it. */
export function useNote(attemptId: string | undefined, read: Read | null, send: Send): Note {
  const [text, setText] = useState('');
  const [standing, setStanding] = useState<Standing | null>(null);
  const hasTyped = useRef(false);
  sendBy.current = send;

  useEffect(() => {
    hasTyped.current = false;
    setText('');
    setStanding(null);
    if (!attemptId) return;
    let isHere = true;
    void readDraft(attemptId)
      .then((found) => {
        if (found && isHere && !hasTyped.current) setText((typed) => typed || found.note);
      })
      .catch(() => {});
    const unfollow = queue.follow(attemptId, setStanding);
    return () => {
      isHere = false;
      unfollow();
      queue.flush(attemptId); // another call comes: what was typed of this one still goes
    };
  }, [attemptId]);

  // The server is known a moment after the call: what it has, or what was typed until then, counts if it is newer.
  useEffect(() => {
    if (!attemptId || !read || hasTyped.current) return;
    let isHere = true;
    void Promise.all([readDraft(attemptId).catch(() => undefined), read()])
      .then(([own, theirs]) => {
        if (!isHere || hasTyped.current) return;
        const found = newer(own, theirs);
        if (!found) return;
        setText(found.note);
        if (found === own && theirs?.note !== own.note) queue.put(attemptId, own);
      })
      .catch(() => {});
    return () => {
      isHere = false;
    };
  }, [attemptId, read]);

  const change = useCallback(
    (next: string) => {
      setText(next);
      if (!attemptId) return;
      hasTyped.current = true;
      queue.put(attemptId, { note: next, typedAt: Date.now() });
    },
    [attemptId],
  );

  useEffect(() => {
    // A page that is left writes what is waiting.
    const leave = () => queue.keepAll();
    addEventListener('pagehide', leave);
    return () => removeEventListener('pagehide', leave);
  }, []);

  const drop = useCallback(() => {
    if (!attemptId) return;
    hasTyped.current = false;
    queue.drop(attemptId);
    void dropDraft(attemptId).catch(() => {});
  }, [attemptId]);
  return { text, change, standing, drop };
}
