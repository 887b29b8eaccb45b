export { BreakClock, type BreakFacts, NextBreak } from './BreakClock';
export { IssueReport } from './IssueReport';
export { DayLine, type DisposedTalk, MyDay, type UnfinishedTalk } from './MyDay';
export { PauseMenu } from './PauseMenu';
export { Recorded } from './Recorded';
