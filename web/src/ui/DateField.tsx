import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import { DatePickerInput, type DatePickerInputProps, TimePicker, type TimePickerProps } from '@mantine/dates';
import '@mantine/dates/styles.layer.css';
import 'dayjs/locale/it';
import { IconCalendar, IconClock } from './icons';

/** What the calendar's buttons are called, and nothing pale to be mistaken for a day of this month. */
const calendar = () => ({
  locale: i18n.locale,
  firstDayOfWeek: 1 as const,
  hideOutsideDates: true,
  valueFormat: 'D MMM YYYY',
  leftSection: <IconCalendar size={18} />,
  clearButtonProps: { 'aria-label': t`Clear` },
  ariaLabels: {
    monthLevelControl: t`Choose the month`,
    yearLevelControl: t`Choose the year`,
    nextMonth: t`Next month`,
    previousMonth: t`Previous month`,
    nextYear: t`Next year`,
    previousYear: t`Previous year`,
    nextDecade: t`Next ten years`,
    previousDecade: t`Previous ten years`,
  },
});

/** The popover with the calendar has the field's name, and gives the focus back: in a dialog it would be lost behind it. */
const named = (label: string) => ({ label, popoverProps: { 'aria-label': label, returnFocus: true } as object });

type Common = 'label' | 'ariaLabels' | 'locale';

/** A day: `2026-11-28` in and out. */
export function DateField({ label, ...props }: { label: string } & Omit<DatePickerInputProps, Common | 'type'>) {
  return <DatePickerInput {...calendar()} {...named(label)} clearable {...props} />;
}

/** From one day to another, both included. */
export function DateRange({
  label,
  ...props
}: { label: string } & Omit<DatePickerInputProps<'range'>, Common | 'type'>) {
  return (
    <DatePickerInput type="range" allowSingleDateInRange {...calendar()} {...named(label)} clearable {...props} />
  );
}

/** A time of day: `09:30` in and out. */
export function TimeField({ label, ...props }: { label: string } & Omit<TimePickerProps, 'label'>) {
  return (
    <TimePicker
      label={label}
      leftSection={<IconClock size={18} />}
      hoursInputLabel={t`Hours`}
      minutesInputLabel={t`Minutes`}
      {...props}
    />
  );
}
