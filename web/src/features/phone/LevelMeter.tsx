import { useEffect, useRef } from 'react';
import { phone } from './phone';
import classes from './phone.module.css';

/** How loud it is now, of the agent or of the person. Drawn past React, with every frame of the browser. */
export function LevelMeter({ of, label }: { of: 'spoken' | 'heard'; label: string }) {
  const meter = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    let frame = 0;
    const draw = () => {
      if (meter.current) meter.current.value = Math.round(phone.levels()[of] * 50) / 50;
      frame = requestAnimationFrame(draw);
    };
    draw();
    return () => cancelAnimationFrame(frame);
  }, [of]);
  return <meter ref={meter} aria-label={label} min={0} max={1} className={classes.meter} />;
}
