import { t } from '@lingui/core/macro';
import { Title } from '@mantine/core';
import { useDesk } from '../desk';
import classes from '../workplace.module.css';

/** What is known of the person from the list. */
export function KnownFacts() {
  const { screen } = useDesk();
  const fields = Object.entries(screen?.lead?.fields ?? {}).filter(([, value]) => value !== null && value !== '');
  const phones = screen?.lead?.phones ?? [];
  if (fields.length === 0 && phones.length < 2) return null;
  return (
    <>
      <Title order={3} size="h6">
        {t`From the list`}
      </Title>
      <dl className={classes.facts}>
        {fields.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{String(value)}</dd>
          </div>
        ))}
        {phones.length > 1 &&
          phones.map(({ position, number, label }) => (
            <div key={position}>
              <dt>{label || t`Number ${position + 1}`}</dt>
              <dd>{number}</dd>
            </div>
          ))}
      </dl>
    </>
  );
}
