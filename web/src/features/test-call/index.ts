export { endpointChoices, endpointOf, phoneText } from './endpoints';
export { TEST_CALL, TestCallForm } from './TestCallForm';
