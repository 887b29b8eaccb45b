import { t } from '@lingui/core/macro';
import type { Page } from '@/features/page';
import { IconFile, IconShield, IconUser } from '@/ui/icons';

const asText = (value: unknown) => (typeof value === 'string' && value ? value : undefined);
const texts = (raw: Record<string, unknown>, ...names: string[]) =>
  Object.fromEntries(names.flatMap((name) => (asText(raw[name]) ? [[name, raw[name]]] : [])));

export const pages: Page[] = [
  {
    path: '/compliance',
    title: () => t`Compliance`,
    needs: 'profile.read',
    icon: IconShield,
    group: 'law',
    load: () => import('./compliance'),
    search: (raw) => texts(raw, 'tab', 'rule', 'profile'),
  },
  {
    path: '/requests',
    title: () => t`Persons' requests`,
    needs: 'person.access',
    icon: IconUser,
    group: 'law',
    load: () => import('./requests'),
  },
  {
    path: '/audit',
    title: () => t`Audit`,
    needs: 'audit.read',
    icon: IconFile,
    group: 'law',
    load: () => import('./audit'),
    search: (raw) => texts(raw, 'subject', 'action', 'since', 'until'),
  },
];
