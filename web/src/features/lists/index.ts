import './catalogue';

export { countryChoices } from './countries';
export { basisChoices, meaningChoices } from './meanings';
