import type { Me } from '@/api/session';

/** By what a person who is signed in shows again who they are; `none`: only by signing in anew. */
export type Proof = 'code' | 'password' | 'provider' | 'none';

export const proofOf = (me: Pick<Me, 'totp' | 'has_password' | 'has_provider'>): Proof =>
  me.totp ? 'code' : me.has_password ? 'password' : me.has_provider ? 'provider' : 'none';
