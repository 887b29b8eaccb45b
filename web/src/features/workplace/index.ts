export { LanguageProvider } from './language';
export { Workplace } from './workplace';
