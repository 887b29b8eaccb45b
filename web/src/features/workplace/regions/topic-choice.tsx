import { t } from '@lingui/core/macro';
import { useState } from 'react';
import { type Topic, topics } from '../lists';
import { Choice } from './dispositions';

export interface SaidTopic {
  topic: string;
  topic_2: string;
}

/** What the talk was about, by two digits: first of what kind, then what of it. */
export function TopicChoice({ onTopic, onBack }: { onTopic: (said: SaidTopic) => void; onBack: () => void }) {
  const [first, setFirst] = useState<Topic | null>(null);
  const all = topics();
  if (first)
    return (
      <Choice
        key={first.code}
        label={t`Topic “${first.label}”: what of it?`}
        items={[...first.more, { code: '', label: t`nothing more exact` }].map(({ code, label }) => ({
          id: code,
          label,
        }))}
        onChoose={(index) => onTopic({ topic: first.code, topic_2: first.more[index]?.code ?? '' })}
        onBack={() => setFirst(null)}
        takesFocus
      />
    );
  return (
    <Choice
      key="topics"
      label={t`Topic`}
      items={all.map(({ code, label }) => ({ id: code, label }))}
      onChoose={(index) => {
        const chosen = all[index];
        if (chosen && chosen.more.length > 0) setFirst(chosen);
        else if (chosen) onTopic({ topic: chosen.code, topic_2: '' });
      }}
      onBack={onBack}
      takesFocus
    />
  );
}
