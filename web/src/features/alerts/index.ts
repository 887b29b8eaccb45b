export { AlertList } from './list';
