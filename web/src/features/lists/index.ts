import './catalogue';

export { basisChoices, meaningChoices } from './meanings';
