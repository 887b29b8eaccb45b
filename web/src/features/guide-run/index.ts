export { GuideRun, type GuideRunHandle, type GuideRunProps } from './guide-run';
export type { Names } from './merged-fields';
export { Preview } from './preview';
