import './catalogue';

export { countryOfZone } from './countries';
export { asConsent, ConsentFields, type ConsentSaid, EMPTY_CONSENT } from './pages/consent-fields';
export { Mapping } from './pages/mapping';
