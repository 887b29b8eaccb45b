import './view/words';

export { SignInLink } from './view/sign-in-link';
