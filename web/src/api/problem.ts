/** One wrong place of a request, as problem documents name it. */
export interface WrongPlace {
  /** JSON pointer into the body, or a parameter's name; empty for the whole. */
  where: string;
  what: string;
  mend?: string;
}

/**
 * What a page can do about a failure:
 * `network` try again by itself; `signed_out` sign in; `not_allowed` say so; `gone` go back to the list;
 * `invalid` show `errors` at their fields; `conflict` show both versions; `refused` say why, as things are;
 * `busy` wait `retryAfter` seconds; `fault` show `reference` for the log.
 */
export type ProblemKind =
  | 'network'
  | 'signed_out'
  | 'not_allowed'
  | 'gone'
  | 'invalid'
  | 'conflict'
  | 'refused'
  | 'busy'
  | 'fault';

const KINDS: Readonly<Record<number, ProblemKind>> = {
  400: 'invalid',
  401: 'signed_out',
  403: 'not_allowed',
  404: 'gone',
  409: 'refused',
  412: 'conflict',
  413: 'invalid',
  415: 'invalid',
  422: 'invalid',
  429: 'busy',
  503: 'busy',
};

/** Who changed a thing last: `user:anna`, when, and by which action of the audit. */
export interface ChangedBy {
  actor: string;
  action: string;
  at: string;
}

/** A failed request, from the API's problem document (RFC 9457). Its sentences are in the language that was asked for. */
export class ApiProblem extends Error {
  readonly kind: ProblemKind;
  readonly status: number;
  /** The kind of problem by name: `too-many-attempts`. */
  readonly slug: string;
  readonly title: string;
  readonly errors: readonly WrongPlace[];
  readonly retryAfter: number | null;
  /** By which the log of Pronto names this failure. */
  readonly reference: string | null;
  /** For `conflict`: what stands there now, its version, and who changed it last. */
  readonly present: unknown;
  readonly etag: string;
  readonly changedBy: ChangedBy | null;

  constructor(facts: {
    kind: ProblemKind;
    status?: number;
    slug?: string;
    title?: string;
    detail?: string;
    errors?: readonly WrongPlace[];
    retryAfter?: number | null;
    reference?: string | null;
    present?: unknown;
    etag?: string;
    changedBy?: ChangedBy | null;
  }) {
    super(facts.detail ?? '');
    this.name = 'ApiProblem';
    this.kind = facts.kind;
    this.status = facts.status ?? 0;
    this.slug = facts.slug ?? '';
    this.title = facts.title ?? '';
    this.errors = facts.errors ?? [];
    this.retryAfter = facts.retryAfter ?? null;
    this.reference = facts.reference ?? null;
    this.present = facts.present ?? null;
    this.etag = facts.etag ?? '';
    this.changedBy = facts.changedBy ?? null;
  }

  /** What is wrong at a field, by its name in the body; the pointer may lead further in. */
  at(field: string): string | undefined {
    const pointer = `/${field}`;
    return this.errors.find(({ where }) => where === pointer || where === field || where.startsWith(`${pointer}/`))
      ?.what;
  }
}

/** The problem that an answer tells, whatever it is: a proxy's HTML page becomes a fault too. */
export async function problemOf(answer: Response): Promise<ApiProblem> {
  const said = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  const text = (name: string) => (typeof said[name] === 'string' ? (said[name] as string) : '');
  const slug = text('type').replace(/^.*\//, '');
  // A password or a code that is refused is 401 too.
  const refused = answer.status === 401 && slug !== 'not-signed-in';
  return new ApiProblem({
    kind: refused ? 'invalid' : (KINDS[answer.status] ?? 'fault'),
    status: answer.status,
    slug,
    title: text('title') || answer.statusText,
    detail: text('detail'),
    errors: Array.isArray(said.errors) ? (said.errors as WrongPlace[]) : [],
    retryAfter: Number(answer.headers.get('retry-after')) || null,
    reference: text('reference') || null,
    present: said.present ?? null,
    etag: text('etag'),
    changedBy: (said.changed_by as ChangedBy | undefined) ?? null,
  });
}

/** Any failure as a problem: what is no answer of the API is a broken connection, or a mistake in the page. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  return new ApiProblem({ kind: error instanceof TypeError ? 'network' : 'fault', detail: String(error) });
}

/** Problems that may pass without anybody doing anything: what was asked for is asked for again. */
const PASSES: ReadonlySet<ProblemKind> = new Set<ProblemKind>(['network', 'busy']);
export const mayPass = (error: unknown): boolean => PASSES.has(asProblem(error).kind);

/**
 * The problem to show in place of what was asked for; null if there is none, or if it may pass and `data` is there from
 * an earlier answer. A page that asks again now and then would otherwise take away what somebody is writing on it.
 */
export function problemInstead(error: unknown, data: unknown): ApiProblem | null {
  if (!error || (data !== undefined && mayPass(error))) return null;
  return asProblem(error);
}
