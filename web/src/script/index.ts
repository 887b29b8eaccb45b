/** The engine of scripts, pure: held to dialer/campaigns/scripts by tests/dialer/campaigns/scripts/script_cases.json. */
export { answerFields, isDay, type Wrong, wrongAnswer } from './answers';
export { holdsCardNumber } from './card-number';
export { BadCondition, withFieldRenamed } from './condition-tokens';
export { holds, readCondition } from './conditions';
export * from './model';
export { merged, type Piece, piecesOf, sayOf, withMergedRenamed } from './texts';
export {
  asidesOf,
  dutiesOf,
  fieldsOf,
  fullQuota,
  identityOf,
  isInCell,
  isPassed,
  leftByAside,
  nextStep,
  openedAt,
  questionsOf,
  type Route,
  walk,
} from './walk';
