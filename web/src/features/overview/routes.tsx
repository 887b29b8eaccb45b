import { t } from '@lingui/core/macro';
import type { Page } from '@/features/page';
import { IconChart } from '@/ui/icons';

export const pages: Page[] = [
  { path: '/', title: () => t`Overview`, icon: IconChart, load: () => import('./overview') },
];
