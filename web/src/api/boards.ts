import type { Client } from 'openapi-fetch';
import { body, api as typed } from './client';
import { asProblem } from './problem';

// TYPES: the contract does not have these operations yet.
// biome-ignore lint/suspicious/noExplicitAny: see above
const api = typed as unknown as Client<any>;
const path = '/api/v1';

/** A wallboard with what it shows and how; `settings` is the page's own. */
export interface Board {
  name: string;
  settings: unknown;
}

/** A board's settings; null for one that nobody has arranged yet. */
export async function readBoard(name: string): Promise<Board | null> {
  try {
    return await body<Board>(api.GET(`${path}/boards/{name}`, { params: { path: { name } } }));
  } catch (error) {
    if (asProblem(error).kind === 'gone') return null;
    throw error;
  }
}

export const saveBoard = (name: string, settings: object) =>
  body<Board>(api.PUT(`${path}/boards/{name}`, { params: { path: { name } }, body: { settings } }));

/** Exchange the link of a board, what stands behind `#token=` in its address, for a cookie. */
export const openBoard = (token: string) => body<unknown>(api.POST(`${path}/session/board`, { body: { token } }));

/** Whether somebody is signed in, and may arrange boards. */
export async function readCaller(): Promise<{ mayArrange: boolean }> {
  const me = await body<{ permissions?: string[]; kind?: string }>(api.GET(`${path}/me`, {}));
  return { mayArrange: me.kind !== 'board' && (me.permissions ?? []).includes('board.share') };
}

/** The name of the page's script as it is served now: it holds a hash of what is in it. Empty if nobody answers. */
export async function readBuild(): Promise<string> {
  try {
    const answer = await fetch(location.pathname, { cache: 'no-store' });
    return answer.ok ? buildIn(await answer.text()) : '';
  } catch {
    return '';
  }
}

export const buildIn = (page: string): string => /\/assets\/board-[\w-]+\.js/.exec(page)?.[0] ?? '';
