import { t } from '@lingui/core/macro';
import { Button, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core';
import type { Link } from '@/api/people';
import { dateAndTime } from '@/words/format';

/** A link or a secret that the API tells once: to be copied now. */
export function ShownOnce({ what, label, value }: { what: string; label: string; value: string }) {
  return (
    <Stack gap="sm">
      <Text size="sm">{what}</Text>
      <Group align="flex-end" wrap="nowrap">
        <TextInput
          style={{ flex: 1 }}
          label={label}
          value={value}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
          data-autofocus
        />
        <CopyButton value={value}>
          {({ copied, copy }) => <Button onClick={copy}>{copied ? t`Copied` : t`Copy`}</Button>}
        </CopyButton>
      </Group>
    </Stack>
  );
}

/** A link that somebody signs in by, to hand over. */
export function LinkShown({ name, link }: { name: string; link: Link }) {
  return (
    <ShownOnce
      what={t`Hand this link over by a way that only ${name} reads. It opens once, until ${dateAndTime(new Date(link.expires_at))}, and a password is chosen there. It is not shown again.`}
      label={t`Link`}
      value={link.url}
    />
  );
}
