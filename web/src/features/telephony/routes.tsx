import { t } from '@lingui/core/macro';
import type { Page } from '@/features/page';
import { IconHeadset, IconPhone, IconServer } from '@/ui/icons';

const idOf = (said: unknown) => (Number(said) > 0 ? Number(said) : undefined);

export const pages: Page[] = [
  {
    path: '/trunks',
    title: () => t`Trunks`,
    needs: 'trunk.read',
    icon: IconPhone,
    group: 'telephony',
    load: () => import('./pages/trunks'),
  },
  {
    path: '/trunk-groups',
    title: () => t`Trunk groups`,
    needs: 'trunk.read',
    load: () => import('./pages/groups'),
  },
  {
    path: '/nodes',
    title: () => t`Nodes`,
    needs: 'node.read',
    icon: IconServer,
    group: 'telephony',
    load: () => import('./pages/nodes'),
    search: ({ node, show }) => {
      const known = show === 'check' || show === 'journal' || show === 'settings' ? show : undefined;
      return idOf(node) && known ? { node: idOf(node), show: known } : {};
    },
  },
  {
    path: '/phones',
    title: () => t`Phones`,
    needs: 'node.read',
    icon: IconHeadset,
    group: 'telephony',
    load: () => import('./pages/phones'),
    search: ({ node }) => (idOf(node) ? { node: idOf(node) } : {}),
  },
  {
    path: '/phones/$phone',
    title: () => t`Phone`,
    needs: 'phone.write',
    load: () => import('./pages/desk-phone'),
  },
];
