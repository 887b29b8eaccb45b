import { t } from '@lingui/core/macro';
import { Anchor, Group } from '@mantine/core';
import type { Link } from '@/script';
import { said } from './words';

interface Shown {
  links: readonly Link[];
  named: readonly string[];
  hosts: readonly string[];
  language: string;
}

/** Pages that the step names, on hosts that the campaign allows. */
export function Links({ links, named, hosts, language }: Shown) {
  const shown = links.filter((one) => named.includes(one.code) && isAllowed(one.url, hosts));
  if (shown.length === 0) return null;
  return (
    <Group gap="xs" component="nav" aria-label={t`Pages`}>
      {shown.map((one) => (
        <Anchor key={one.code} href={one.url} target="_blank" rel="noreferrer noopener" size="sm">
          {said(one.label, language)}
        </Anchor>
      ))}
    </Group>
  );
}

function isAllowed(url: string, hosts: readonly string[]): boolean {
  const known = URL.canParse(url) ? new URL(url) : null;
  return known !== null && known.protocol === 'https:' && hosts.includes(known.hostname);
}
