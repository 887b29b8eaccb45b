import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { KeptKeys, MAKES } from '../src/api/kept-keys.ts';

// Made anew by each request on purpose, the same however often it is asked for, or a file.
const NO_SECOND_ONE = [
  'agents/{agent_id}/phone-account',
  'attempts/{attempt_id}/recording-consent',
  'desk-phones/{phone_id}/secret',
  'script-runs',
  'lists/{list_id}/preview',
  'me/totp',
  'persons/{person_id}/permissions',
  'persons/{person_id}/split',
  'users/{user_id}/grants',
  'users/{user_id}/link',
].map((path) => `/api/v1/${path}`);

it('whatever makes something by the contract keeps its key, or says why not', () => {
  const { paths } = JSON.parse(readFileSync(new URL('../../api/openapi.json', import.meta.url), 'utf8'));
  const makers = Object.keys(paths).filter((path) => paths[path].post?.responses['201']);
  expect(makers.filter((path) => !MAKES.has(path) && !NO_SECOND_ONE.includes(path))).toEqual([]);
  expect([...MAKES, ...NO_SECOND_ONE].filter((path) => !paths[path]?.post)).toEqual([]);
});

it('a key is kept for the same address and body until an answer is known, and for ten minutes', () => {
  const keys = new KeptKeys();
  const [first, again, other] = [{}, {}, {}];
  const key = keys.keyOf(first, '/tasks', '{"note":"a"}', 0);
  expect(keys.keyOf(again, '/tasks', '{"note":"a"}', 1000)).toBe(key);
  expect(keys.keyOf(other, '/tasks', '{"note":"b"}', 1000)).not.toBe(key);
  keys.answered(again, 502, '');
  keys.answered(again, 409, 'idempotency-key-in-use');
  expect(keys.keyOf(again, '/tasks', '{"note":"a"}', 2000)).toBe(key);
  keys.answered(again, 422, 'invalid');
  const next = keys.keyOf(again, '/tasks', '{"note":"a"}', 3000);
  expect(next).not.toBe(key);
  expect(keys.keyOf(again, '/tasks', '{"note":"a"}', 3000 + 10 * 60_000)).not.toBe(next);
});

beforeEach(() => vi.stubGlobal('location', { origin: 'http://pronto.example' }));
afterEach(() => vi.unstubAllGlobals());

it('Promise pressed again after a lost answer sends the first key again, and a new one after the answer', async () => {
  const sent: (string | null)[] = [];
  const answers = [new TypeError('lost'), 503, 201, 201];
  vi.stubGlobal('fetch', async (request: Request) => {
    sent.push(request.headers.get('idempotency-key'));
    const answer = answers[sent.length - 1];
    if (answer instanceof Error) throw answer;
    return new Response('{}', { status: answer as number, headers: { 'content-type': 'application/json' } });
  });
  const { api } = await import('../src/api/client.ts');
  const body = { kind: 'send', person_id: 1, due_at: '2026-12-01T10:00:00Z', note: 'the offer' } as never;
  const press = () => api.POST('/api/v1/tasks', { body }).catch(() => null);
  for (let times = 0; times < answers.length; times++) await press();
  expect(sent[0]).toMatch(/^[0-9a-f]{32}$/);
  expect([sent[1] === sent[0], sent[2] === sent[0], sent[3] === sent[0]]).toEqual([true, true, false]);
});
