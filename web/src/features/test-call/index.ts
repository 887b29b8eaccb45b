export { endpointChoices, endpointOf, phoneText } from './endpoints';
export { TestCallForm } from './TestCallForm';
