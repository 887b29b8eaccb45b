const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrom(e|ium)\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Mac OS/, 'macOS'],
  [/Linux/, 'Linux'],
];

const first = (agent: string, among: typeof BROWSERS) => among.find(([pattern]) => pattern.test(agent))?.[1];

/** What a browser calls itself, as people call it: "Firefox, Windows". */
export function browserOf(agent: string): string | undefined {
  return [first(agent, BROWSERS), first(agent, SYSTEMS)].filter(Boolean).join(', ') || undefined;
}
