import { i18n } from '@lingui/core';
import createClient, { type Middleware } from 'openapi-fetch';
import { KeptKeys, MAKES, randomKey } from './kept-keys';
import { ApiProblem, problemOf } from './problem';
import type { paths } from './schema';

/** Answers 503 with what is not ready, which is no failure of the request. */
const READINESS = '/readyz';
const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

const unanswered = new KeptKeys();

let signedOut = (): void => {};

/** What happens when the session has ended: the shell shows the sign-in page, and comes back. */
export function onSignedOut(act: () => void): void {
  signedOut = act;
}

const ours: Middleware = {
  async onRequest({ request, schemaPath }) {
    request.headers.set('accept-language', i18n.locale);
    // A write that is sent twice, because the first answer was lost, is done once.
    if (READS.has(request.method) || request.headers.has('idempotency-key')) return;
    const makes = request.method === 'POST' && MAKES.has(schemaPath);
    const key = makes
      ? unanswered.keyOf(request, request.url, await request.clone().text(), Date.now())
      : randomKey();
    request.headers.set('idempotency-key', key);
  },
  async onResponse({ request, response }) {
    if (response.ok || new URL(request.url).pathname === READINESS) {
      unanswered.answered(request, response.status, '');
      return;
    }
    const problem = await problemOf(response);
    unanswered.answered(request, response.status, problem.slug);
    if (problem.kind === 'signed_out') signedOut();
    throw problem;
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === 'AbortError') return error;
    return new ApiProblem({ kind: 'network' });
  },
};

/** The API by its contract. Every failure is thrown as an `ApiProblem`. */
export const api = createClient<paths>({ baseUrl: location.origin });
api.use(ours);

type Answer<T> = Promise<{ data?: T; response: Response }>;

/** The body of an answer: `const lists = await body(api.GET('/api/v1/lists'))`. */
export async function body<T>(asked: Answer<T>): Promise<T> {
  return (await asked).data as T;
}

/** The items of a page that holds all of a list that stays short: `items(api.GET('/api/v1/lists', ALL))`. */
export async function items<P extends { items: unknown[] }>(asked: Answer<P>): Promise<P['items']> {
  return (await body(asked)).items;
}

/** As many items as a page may have. */
export const ALL = { params: { query: { limit: 1000 } } };

/** A thing with the version that was read, which a later change names: see `ifMatch`. */
export interface Versioned<T> {
  value: T;
  etag: string;
}

export async function versioned<T>(asked: Answer<T>): Promise<Versioned<T>> {
  const { data, response } = await asked;
  return { value: data as T, etag: response.headers.get('etag') ?? '' };
}

/** Headers of a change that must not overwrite another's: 412 tells both versions (`conflict`). */
export function ifMatch(read: Pick<Versioned<unknown>, 'etag'>): { headers: Record<string, string> } {
  return { headers: read.etag ? { 'if-match': read.etag } : {} };
}
