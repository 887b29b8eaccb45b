import { t } from '@lingui/core/macro';
import { lazy } from 'react';

export const galleryTitle = () => t`The parts of the pages`;
export const Gallery = lazy(() => import('./gallery'));
