import { t } from '@lingui/core/macro';
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { campaignNamesQuery } from '@/api/compliance';

interface Shown {
  value: number;
  onChange: (id: number) => void;
}

/** The id that is chosen, or the first there is. */
export const chosenOf = (value: number, all: readonly { id: number }[] | undefined): number =>
  value || all?.[0]?.id || 0;

export function CampaignChoice({ value, onChange }: Shown) {
  const { data = [] } = useQuery(campaignNamesQuery);
  return (
    <NativeSelect
      label={t`Campaign`}
      value={value}
      data={data.map((one) => ({ value: String(one.id), label: one.name }))}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
    />
  );
}

interface OfCompanies extends Shown {
  companies: readonly { id: number; name: string }[] | undefined;
}

export function CompanyChoice({ value, companies = [], onChange }: OfCompanies) {
  return (
    <NativeSelect
      label={t`Company`}
      value={value}
      data={companies.map((one) => ({ value: String(one.id), label: one.name }))}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
    />
  );
}
