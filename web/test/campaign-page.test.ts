import { readFileSync } from 'node:fs';
import { i18n } from '@lingui/core';
import { expect, it } from 'vitest';
import { diallingOf, isAtRest, mayMend, mendOfReason } from '@/features/campaigns/page/mend';
import { placeText, valueText } from '@/features/campaigns/page/places';
import { changedUses, mergedUse } from '@/features/campaigns/page/script-use';
import { type Disposition, type Settings, withDisposition } from '@/features/campaigns/page/settings';
import { maySeeTab } from '@/features/campaigns/page/tabs';

i18n.loadAndActivate({ locale: 'en', messages: {} });

const REASONS = readFileSync(new URL('../../dialer/cell/dialling/idle_reasons.py', import.meta.url), 'utf-8');
const POOL_WAITS: Record<string, string> = {
  CALLER_IDS_NONE: 'caller_ids_none',
  CALLER_IDS_FULL: 'caller_ids_full',
  CALLER_IDS_REST: 'caller_ids_rest',
};
const names = (text: string) => [...text.matchAll(/^ {4}([A-Z_]+) = (?:"([a-z_]+)"|PoolWait)/gm)];
const IDLE = names(REASONS.slice(REASONS.indexOf('class Idle'), REASONS.indexOf('MENDED_BY_SOMEBODY'))).map(
  ([, name = '', code]) => [name, code ?? POOL_WAITS[name] ?? ''] as const,
);
const MENDED = REASONS.slice(REASONS.indexOf('MENDED_BY_SOMEBODY'), REASONS.indexOf('"""Reasons that need'));

it('every reason of the engine not to dial is one on the page, and one that somebody mends has its button', () => {
  expect(IDLE.length).toBeGreaterThan(20);
  for (const [name, code] of IDLE) {
    expect([code, isAtRest(code)]).toEqual([code, code !== 'rules_hold']);
    if (MENDED.includes(`Idle.${name}`) && code !== 'store_down') {
      expect([code, mendOfReason(code) !== null]).toEqual([code, true]);
    }
  }
});

const live = (more: object) =>
  ({ id: 3, status: 'running', blocked: false, why: { code: 'predicted' }, ...more }) as never;
const seen = { follows: true, heard: true };

it.each([
  ['running', live({}), seen, 'dials'],
  ['running', live({ blocked: true, why: { code: 'of_another_version' } }), seen, 'rests'],
  ['running', live({ why: { code: 'trunk_full' } }), seen, 'rests'],
  ['running', live({ status: 'paused' }), seen, 'rests'],
  ['running', undefined, seen, 'no_engine'],
  ['running', undefined, { follows: true, heard: false }, 'unheard'],
  ['running', undefined, { follows: false, heard: false }, 'unseen'],
  ['stopped', undefined, { follows: false, heard: false }, 'rests'],
] as const)('a %s campaign is said to dial only where the engine says so', (status, shown, how, dialling) => {
  expect(diallingOf(status, shown, how)).toBe(dialling);
});

it('nobody is led to a page or a tab that refuses them', () => {
  const auditor = ['campaign.read', 'caller_id.read', 'script.read'] as const;
  const mend = (code: string) => mendOfReason(code) ?? expect.fail(code);
  expect(['trunk_down', 'trunk_full', 'link_down', 'no_agent'].map((code) => mayMend(auditor, mend(code)))).toEqual(
    [false, false, false, false],
  );
  expect(['caller_ids_none', 'no_hours'].map((code) => mayMend(auditor, mend(code)))).toEqual([true, true]);
  expect((['agents', 'scripts', 'telephony'] as const).map((tab) => maySeeTab(auditor, tab))).toEqual([
    false,
    false,
    true,
  ]);
});

it('the rule for a disposition goes along when its code is changed', () => {
  const settings = {
    dispositions: [{ code: 'sale' }, { code: 'later' }],
    rules: [{ on: 'busy' }, { on: 'disposition:later', wait_s: 600 }],
  } as unknown as Settings;
  const later = { code: 'much_later' } as Disposition;
  expect(withDisposition(settings, 1, later)).toEqual({
    dispositions: [{ code: 'sale' }, later],
    rules: [{ on: 'busy' }, { on: 'disposition:much_later', wait_s: 600 }],
  });
  expect(withDisposition(settings, 0, { code: 'sale', label: 'Sale' } as Disposition)).not.toHaveProperty('rules');
});

it('what two people changed of the scripts is kept of both, and not where it is the same', () => {
  const before = { roles: { opening: 1, sales_script: 2 }, identify_first: false, link_hosts: [] };
  const mine = { ...before, roles: { opening: 1, sales_script: 3 } };
  const theirs = { roles: { sales_script: 2 }, identify_first: true, link_hosts: ['a.example'] };
  expect(changedUses(before, mine)).toEqual(['sales_script']);
  expect(mergedUse(before, mine, theirs)).toEqual({
    roles: { sales_script: 3 },
    identify_first: true,
    link_hosts: ['a.example'],
  });
  expect(mergedUse(before, mine, { ...before, roles: { opening: 1, sales_script: 4 } })).toBeNull();
  expect(mergedUse(before, { ...before, roles: { sales_script: 2 } }, theirs)?.roles).toEqual({ sales_script: 2 });
});

const SCHEMAS = JSON.parse(readFileSync(new URL('../../api/openapi.json', import.meta.url), 'utf-8')).components
  .schemas;

it('every setting has a name, and its value is told in words', () => {
  const APART = ['rules', 'dispositions', 'law', 'field_types'];
  const plain = Object.keys(SCHEMAS.CampaignInput.properties).filter((one) => !APART.includes(one));
  const law = Object.keys(SCHEMAS.LawInput.properties).map((one) => `law/${one}`);
  expect([...plain, ...law].filter((place) => !placeText(place))).toEqual([]);
  for (const [place, name] of [
    ['on_machine', 'OnMachine'],
    ['retries', 'Retries'],
    ['callback_fallback', 'CallbackFallback'],
  ] as const) {
    const codes: string[] = SCHEMAS[name].enum;
    expect(codes.filter((code) => valueText(place, code) === code)).toEqual([]);
  }
  expect(valueText('caps', [{ per: 'lead', span: 'week', at_most: 3 }])).not.toContain('{"');
  const settled = [{ conflict_id: 'A/B', keeps: 'A', person: 'Ada', reason: 'advice' }];
  expect(valueText('law/settlements', settled)).not.toContain('{"');
});

it('things are told by their names', () => {
  const trunks = new Map([
    [4, 'milan'],
    [5, 'rome'],
  ]);
  expect(valueText('trunk_ids', [5, 4, 9], { trunk_ids: trunks })).toBe('rome, milan, 9');
  expect(valueText('node_id', 4, { node_id: trunks })).toBe('milan');
  expect(valueText('ratio', 4, { node_id: trunks })).toBe('4');
});
