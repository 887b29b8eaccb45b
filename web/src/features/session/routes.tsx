import { t } from '@lingui/core/macro';
import { lazy } from 'react';
import type { Page } from '@/features/page';

export const pages: Page[] = [{ path: '/account', title: () => t`Your account`, load: () => import('./account') }];

// Before and besides the shell.
export const SignIn = lazy(() => import('./sign-in'));
export const Welcome = lazy(() => import('./welcome'));
