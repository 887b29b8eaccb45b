export { keepBack } from './back';
export { useConfirmed } from './confirm';
export { ConfirmedFile } from './confirmed-file';
export { proofOf } from './proof';
