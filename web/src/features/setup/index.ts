export { SetupNotice, setupIsOpen } from './notice';
