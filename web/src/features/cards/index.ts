export { Card } from './Card';
export { allCards, type CardKind, type CardText } from './cards';
