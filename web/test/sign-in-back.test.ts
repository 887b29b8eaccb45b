import { expect, it } from 'vitest';
import { ownPath } from '@/features/session/back';

const HERE = 'https://pronto.example';

it('a sign-in goes on to paths of this site only', () => {
  for (const path of ['/', '/work', '/board?name=a', '/campaigns/1#rules', '/.//host', '/a\tb']) {
    expect(ownPath(path, '/', HERE)).toBe(path);
    expect(new URL(path, HERE).origin).toBe(HERE);
  }
  const others = [
    '//host',
    '/\\host',
    '/\t/host',
    '/\n/host',
    '/\r\\host',
    '\t//host',
    'https://host',
    'javascript:alert(1)',
  ];
  for (const path of [...others, '//', '', null, undefined, 1]) expect(ownPath(path, '/', HERE)).toBe('/');
});
