import './catalogue';

export { GuardInShort } from './view/guard-in-short';
