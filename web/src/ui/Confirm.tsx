import { t } from '@lingui/core/macro';
import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useState } from 'react';

interface Question {
  title: string;
  /** What will happen, in a sentence. */
  body: string;
  /** The verb on the button: "Stop the campaign". */
  action: string;
  tone?: 'brand' | 'stop';
  /** What must be written before the button works, for what cannot be undone: the thing's name. */
  typed?: string;
}

/** Ask before something that matters: `if (await confirm({…})) stop()`. */
export function confirm(question: Question): Promise<boolean> {
  return new Promise((resolve) => {
    const id = modals.open({
      title: question.title,
      onClose: () => resolve(false),
      children: (
        <Answer
          question={question}
          onAnswer={(answer) => {
            resolve(answer);
            modals.close(id);
          }}
        />
      ),
    });
  });
}

function Answer({ question, onAnswer }: { question: Question; onAnswer: (answer: boolean) => void }) {
  const { body, action, tone = 'brand', typed } = question;
  const [written, setWritten] = useState('');
  const open = typed === undefined || written.trim() === typed;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (open) onAnswer(true);
      }}
    >
      <Stack>
        <Text>{body}</Text>
        {typed !== undefined && (
          <TextInput
            label={t`Write “${typed}” to confirm`}
            value={written}
            onChange={(event) => setWritten(event.currentTarget.value)}
            data-autofocus
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => onAnswer(false)} data-autofocus={typed === undefined}>
            {t`Cancel`}
          </Button>
          <Button type="submit" color={tone} disabled={!open}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
