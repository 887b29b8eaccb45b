export { BackToSetup, SetupNotice, setupIsOpen } from './notice';
