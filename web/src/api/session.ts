import { queryOptions } from '@tanstack/react-query';
import { api, body, ifMatch, type Versioned, versioned } from './client';
import type { components } from './schema';

type MeShown = components['schemas']['Me'];
/** Who is signed in, and what they may do; with the version that was read, which a change names. */
export type Me = MeShown & { etag: string };
const asRead = ({ value, etag }: Versioned<MeShown>): Me => ({ ...value, etag });
export type Permission = Me['permissions'][number];
export type SignInState = components['schemas']['SignedIn'];
export type ProviderAnswer = components['schemas']['ProviderAnswered'];
/** A browser in which one is signed in. */
export type Session = components['schemas']['SessionShown'];

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async () => asRead(await versioned(api.GET('/api/v1/me', {}))),
  staleTime: 60_000,
});

export const sessionsQuery = queryOptions({
  queryKey: ['me', 'sessions'],
  queryFn: () => body(api.GET('/api/v1/me/sessions', {})),
});

/** A time at which one signed in. */
export type SignIn = components['schemas']['SignInShown'];

export const signInsQuery = queryOptions({
  queryKey: ['me', 'sign-ins'],
  queryFn: () => body(api.GET('/api/v1/me/sign-ins', {})),
});

/** How people sign in here, which is known before anybody has. */
export const waysQuery = queryOptions({
  queryKey: ['session', 'ways'],
  queryFn: () => body(api.GET('/api/v1/session/ways', {})),
  staleTime: Number.POSITIVE_INFINITY,
});

export const signIn = (login: string, password: string) =>
  body(api.POST('/api/v1/session', { body: { login, password } }));
export const giveCode = (code: string) => body(api.POST('/api/v1/session/code', { body: { code } }));
export const openLink = (token: string) => body(api.POST('/api/v1/session/link', { body: { token } }));

/** Leave for the identity provider, which sends the browser back to the sign-in page. With `again` it asks who it is. */
export async function leaveForProvider(again = false, place: Pick<Location, 'assign'> = location): Promise<void> {
  const { url } = await body(api.POST('/api/v1/session/provider', { body: { again } }));
  place.assign(url);
}

/** What an identity provider has put into the address with which this page was loaded, if it has. */
export const broughtBack: ProviderAnswer | undefined = (() => {
  const { state, ...said } = Object.fromEntries(new URLSearchParams(location.search));
  const { code, error, iss } = said;
  return location.pathname === '/sign-in' && state ? { state, code, error, iss } : undefined;
})();

export const returnFromProvider = () =>
  body(api.POST('/api/v1/session/provider/answer', { body: broughtBack ?? { state: '' } }));

/** Before the names of what a tab keeps of people in its own memory: it stays no longer than the session. */
export const PRIVATE = 'pronto-private-';

export function forgetPrivate(): void {
  for (const name of Object.keys(sessionStorage)) if (name.startsWith(PRIVATE)) sessionStorage.removeItem(name);
}

export const signOut = () => body(api.DELETE('/api/v1/session', {})).finally(forgetPrivate);

/** Give the password or a code again, for what needs it: it counts for five minutes. */
export const confirmIdentity = (proof: { password: string } | { code: string }) =>
  body(api.POST('/api/v1/session/confirm', { body: proof }));

export const changeMe = async (read: Me, change: { display_name?: string; language?: string }) =>
  asRead(await versioned(api.PATCH('/api/v1/me', { ...ifMatch(read), body: change })));
export const changePassword = (password: string) => body(api.PUT('/api/v1/me/password', { body: { password } }));

export const endSession = (id: number) =>
  body(api.DELETE('/api/v1/me/sessions/{session_id}', { params: { path: { session_id: id } } }));
export const endOtherSessions = () => body(api.DELETE('/api/v1/me/sessions', {}));

export const offerSecondFactor = () => body(api.POST('/api/v1/me/totp', {}));
export const acceptSecondFactor = (code: string) => body(api.POST('/api/v1/me/totp/confirm', { body: { code } }));
export const renewBackupCodes = () => body(api.POST('/api/v1/me/totp/backup-codes', {}));
export const removeSecondFactor = () => body(api.DELETE('/api/v1/me/totp', {}));
