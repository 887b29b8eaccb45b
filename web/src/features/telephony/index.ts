export { Drain } from './pages/drain';
export { TrunkFigures } from './pages/trunk-figures';
