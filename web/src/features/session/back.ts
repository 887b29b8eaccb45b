const KEY = 'pronto-back';

/** Remember a path of the console over the way to an identity provider and back. */
export const keepBack = (path: string) => sessionStorage.setItem(KEY, path);

/** The path that was remembered, once. */
export function takeBack(): string | null {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return kept;
}
