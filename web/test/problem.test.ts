import { describe, expect, it } from 'vitest';
import { ApiProblem, asProblem, problemInstead, problemOf } from '../src/api/problem';

const answer = (status: number, body: unknown, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers });

describe('a failed request', () => {
  it('is what its problem document says, with its fields', async () => {
    const problem = await problemOf(
      answer(422, {
        type: '/problems/invalid',
        title: 'The request is invalid',
        detail: 'Look at the fields.',
        errors: [{ where: '/hours/0/from', what: 'No time.', in: 'body' }],
      }),
    );
    expect(problem).toMatchObject({ kind: 'invalid', slug: 'invalid', message: 'Look at the fields.' });
    expect([problem.at('hours'), problem.at('hour')]).toEqual(['No time.', undefined]);
  });

  it.each([
    [401, 'invalid'],
    [403, 'not_allowed'],
    [404, 'gone'],
    [409, 'refused'],
    [412, 'conflict'],
    [429, 'busy'],
    [500, 'fault'],
    [503, 'busy'],
  ])('of status %i is %s', async (status, kind) => {
    expect(await problemOf(answer(status, {}))).toMatchObject({ kind, status });
  });

  it('of a session that is over is told from a refused password', async () => {
    expect((await problemOf(answer(401, { type: '/problems/not-signed-in' }))).kind).toBe('signed_out');
    expect((await problemOf(answer(401, { type: '/problems/sign-in-refused' }))).kind).toBe('invalid');
  });

  it('says when to try again', async () => {
    expect((await problemOf(answer(429, {}, { 'retry-after': '30' }))).retryAfter).toBe(30);
  });

  it('is a fault if a proxy answers, and the network if nobody does', async () => {
    const page = new Response('<html>', { status: 502, statusText: 'Bad Gateway' });
    expect(await problemOf(page)).toMatchObject({ kind: 'fault', title: 'Bad Gateway' });
    expect(asProblem(new TypeError('Failed to fetch')).kind).toBe('network');
  });
});

describe('a failure to read again what a page shows', () => {
  const busy = new ApiProblem({ kind: 'busy' });
  const gone = new ApiProblem({ kind: 'gone' });

  it('takes nothing away where it may pass', () => {
    expect(problemInstead(busy, { name: 'people' })).toBeNull();
    expect(problemInstead(new TypeError('Failed to fetch'), [])).toBeNull();
  });

  it('is shown in place of a thing that is gone, and where nothing was read before', () => {
    expect(problemInstead(gone, { name: 'people' })).toBe(gone);
    expect(problemInstead(busy, undefined)).toBe(busy);
  });

  it('is none where there is no error', () => {
    expect(problemInstead(null, undefined)).toBeNull();
  });
});
