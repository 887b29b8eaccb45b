export { Card } from './Card';
export { ConflictCard } from './ConflictCard';
export { allCards, type CardKind, type CardText } from './cards';
export { dayOf, isPostureDue, keepPosture, postureTurn, readPosture } from './posture';
