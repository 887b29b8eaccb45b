import { t } from '@lingui/core/macro';
import { Radio, Stack } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { carrierTemplatesQuery, nodesQuery } from '@/api/provisioning';
import { bind, FieldText, type Form } from '@/ui/Field';
import { FieldSelect } from '@/ui/FieldSelect';
import { ofTemplate } from './form';

/** The trunk's name, its Asterisk, and what kind of carrier it is. */
export function CarrierStep({ form, isNew }: { form: Form; isNew: boolean }) {
  const { data: templates } = useSuspenseQuery(carrierTemplatesQuery);
  const { data: nodes } = useSuspenseQuery(nodesQuery);
  const { key, onChange: _, ...group } = bind(form, 'template');
  const choose = (id: string) => {
    const template = templates.find((one) => one.id === id);
    if (template) form.setValues(ofTemplate(template));
  };
  return (
    <Stack maw={620}>
      {isNew && (
        <FieldText
          form={form}
          name="name"
          label={t`Name of the trunk`}
          description={t`As campaigns call it: letters, digits, dots and dashes.`}
          required
        />
      )}
      {isNew && nodes.length > 1 && (
        <FieldSelect
          form={form}
          name="node"
          label={t`Asterisk`}
          data={nodes.map(({ id, name }) => ({ value: String(id), label: name }))}
          allowDeselect={false}
        />
      )}
      <Radio.Group key={key} label={t`Kind of carrier`} {...group} onChange={choose} required>
        <Stack gap="xs" mt="xs">
          {templates.map(({ id, title, about }) => (
            <Radio key={id} value={id} label={title} description={about} />
          ))}
        </Stack>
      </Radio.Group>
    </Stack>
  );
}
