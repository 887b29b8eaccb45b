import classes from './charts.module.css';

/** The course of a figure, as small as a word. `label` says what it shows and where it stands: it is read out. */
export function Spark({ values, label, width = 96, height = 24 }: SparkProps) {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const span = high - low || 1;
  const x = (index: number) => 2 + (index * (width - 4)) / Math.max(1, values.length - 1);
  const y = (value: number) => height - 3 - ((value - low) * (height - 6)) / span;
  let pen = 'M';
  const path = values.map((value, index) => {
    if (value === null) {
      pen = 'M';
      return '';
    }
    const step = `${pen}${x(index).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = 'L';
    return step;
  });
  const last = values.at(-1);
  return (
    <svg className={classes.spark} width={width} height={height} role="img" aria-label={label}>
      <path d={path.join('')} />
      {typeof last === 'number' && <circle cx={x(values.length - 1)} cy={y(last)} r={2.2} />}
    </svg>
  );
}

interface SparkProps {
  /** At equal distances; null where nothing is known. */
  values: readonly (number | null)[];
  label: string;
  width?: number;
  height?: number;
}
