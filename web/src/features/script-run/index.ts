export type { Names } from './merged-fields';
export { Preview } from './preview';
export { ScriptRun, type ScriptRunHandle, type ScriptRunProps } from './script-run';
