const KEY = 'pronto-back';

/** Remember a path of the console over the way to an identity provider and back. */
export const keepBack = (path: string) => sessionStorage.setItem(KEY, path);

/** The path that was remembered, once. */
export function takeBack(): string | null {
  const kept = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return kept;
}

/**
 * The path if a browser resolves it to this site, `otherwise` if not. A comparison of characters is not enough:
 * browsers drop tabs and line breaks, and read a backslash as a slash.
 */
export function ownPath(path: unknown, otherwise: string, origin = location.origin): string {
  if (typeof path !== 'string' || !path.startsWith('/') || !URL.canParse(path, origin)) return otherwise;
  return new URL(path, origin).origin === origin ? path : otherwise;
}
