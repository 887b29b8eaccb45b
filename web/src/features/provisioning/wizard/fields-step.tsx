import { t } from '@lingui/core/macro';
import { ActionIcon, Button, Group, Radio, Stack, Text } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { carrierTemplatesQuery } from '@/api/provisioning';
import { bind, FieldPassword, FieldText, type Form } from '@/ui/Field';
import { FieldCountry } from '@/ui/FieldCountry';
import { FieldNumber } from '@/ui/FieldNumber';
import { FieldSelect, FieldSelectMany } from '@/ui/FieldSelect';
import { IconClose, IconPlus } from '@/ui/icons';
import { CODECS, formatChoices, KINDS, type Typed } from './form';
import classes from './provisioning.module.css';

/** The six fields of a trunk, its limits, and options beyond. */
export function FieldsStep({ form, hasPassword }: { form: Form; hasPassword: boolean }) {
  const { data: templates } = useSuspenseQuery(carrierTemplatesQuery);
  const { template: id, authentication } = form.getValues() as Typed;
  const template = templates.find((one) => one.id === id);
  const { key, ...group } = bind(form, 'authentication');
  return (
    <Stack maw={620}>
      <FieldText
        form={form}
        name="hosts"
        label={t`Address of the carrier`}
        description={t`A name or an address, with a port if it is not ${template?.port ?? 5060}. Several with commas between.`}
        placeholder="sip.example.net"
        autoComplete="off"
        required
      />
      <Radio.Group key={key} label={t`How the carrier knows us`} {...group}>
        <Stack gap="xs" mt="xs">
          {template?.authentication.map((one) => (
            <Radio
              key={one}
              value={one}
              label={one === 'address' ? t`by our address` : t`we register with user and password`}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Group grow align="flex-start">
        <FieldText
          form={form}
          name="user"
          label={authentication === 'address' ? t`User, if the carrier asks for one` : t`User`}
          autoComplete="off"
        />
        <FieldPassword
          form={form}
          name="password"
          label={t`Password`}
          {...(hasPassword ? { description: t`Empty: it keeps the one it has. It is never shown.` } : {})}
          autoComplete="new-password"
        />
      </Group>
      <FieldSelectMany
        form={form}
        name="codecs"
        label={t`Codecs`}
        description={t`In the carrier's order. What the agents' phones speak too need not be converted.`}
        data={CODECS}
      />
      <FieldSelect
        form={form}
        name="number_format"
        label={t`How the carrier wants numbers`}
        data={formatChoices()}
        allowDeselect={false}
      />
      <Group grow align="flex-start">
        <FieldNumber
          form={form}
          name="max_channels"
          label={t`Calls at once`}
          min={1}
          max={100000}
          allowDecimal={false}
        />
        <FieldNumber form={form} name="calls_per_second" label={t`New calls per second`} min={0.1} max={1000} />
      </Group>
      <FieldCountry form={form} name="country" label={t`Where its calls enter the public network`} />
      <details className={classes.more} open={(form.getValues() as Typed).options.length > 0}>
        <summary>{t`More options`}</summary>
        <MoreOptions form={form} />
      </details>
    </Stack>
  );
}

function MoreOptions({ form }: { form: Form }) {
  const { options } = form.getValues() as Typed;
  return (
    <Stack gap="sm">
      <FieldText
        form={form}
        name="prefix"
        label={t`Digits before each number`}
        description={t`Where the carrier wants a code before it.`}
        autoComplete="off"
      />
      <Text size="sm">
        {t`Any option of PJSIP, as in pjsip.conf. The Asterisk of this node is asked whether it knows it and takes the value.`}
      </Text>
      {options.map((_, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows are told apart by their place, as the form has them
        <Group key={place} align="flex-start" wrap="nowrap">
          <FieldSelect
            form={form}
            name={`options.${place}.kind`}
            label={t`Object`}
            data={KINDS}
            allowDeselect={false}
            w={150}
          />
          <FieldText form={form} name={`options.${place}.name`} label={t`Option`} autoComplete="off" flex={1} />
          <FieldText form={form} name={`options.${place}.value`} label={t`Value`} autoComplete="off" flex={1} />
          <ActionIcon
            mt={26}
            size="lg"
            variant="default"
            aria-label={t`Take option ${place + 1} out`}
            onClick={() => form.removeListItem('options', place)}
          >
            <IconClose />
          </ActionIcon>
        </Group>
      ))}
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus />}
          onClick={() => form.insertListItem('options', { kind: 'endpoint', name: '', value: '' })}
        >
          {t`Add an option`}
        </Button>
      </Group>
    </Stack>
  );
}
