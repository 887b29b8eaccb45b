export { endpointChoices } from './endpoints';
export { TestCallForm } from './TestCallForm';
