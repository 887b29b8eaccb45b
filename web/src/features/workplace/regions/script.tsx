import { i18n } from '@lingui/core';
import { t } from '@lingui/core/macro';
import { Button, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type Ref, useState } from 'react';
import { campaignScriptsQuery, type ScriptRole } from '@/api/scripts';
import type { AgentCampaign } from '@/api/workplace';
import { ScriptRun, type ScriptRunHandle } from '@/features/script-run';
import { useDesk } from '../desk';
import type { LeftTalk } from '../dialogs/finish';
import { hasPerson } from '../screen';
import type { Talk } from '../talk';
import classes from '../workplace.module.css';
import { Duties } from './dispositions';
import { Waiting } from './ready';

const SURVEY: readonly ScriptRole[] = ['survey'];

interface Shown {
  talk: Talk;
  script: Ref<ScriptRunHandle>;
}

/** D: what to say and to ask, one step at a time; while nobody is on the line, why. */
export function Script({ talk, script, onFinish }: Shown & { onFinish: (talk: LeftTalk) => void }) {
  const { moment, campaign } = useDesk();
  return (
    <section className={classes.script} data-region="script" tabIndex={-1} aria-label={t`What to say`}>
      {moment === 'reconnecting' && (
        <Text fw={600} role="status">
          {t`The customer hears a sound. You are back in a few seconds.`}
        </Text>
      )}
      {hasPerson(moment) ? (
        campaign && <Spoken campaign={campaign} talk={talk} script={script} />
      ) : (
        <Waiting onFinish={onFinish} />
      )}
    </section>
  );
}

/** The campaign's script; without one, what the law wants said, and in whose name one calls. */
function Spoken({ campaign, talk, script }: Shown & { campaign: AgentCampaign }) {
  const { me, agent, screen, moment, keymap } = useDesk();
  const { data: scripts } = useQuery(campaignScriptsQuery(campaign.id));
  const name = me.display_name || me.name;
  const { contact } = talk;
  const attemptId = moment === 'preview' || moment === 'call_back' ? null : (screen?.attempt_id ?? null);
  const [surveyed, setSurveyed] = useState<string | null>(null);
  const hasSurvey = scripts?.scripts.some(({ role }) => role === 'survey') ?? false;
  const hasOther = scripts?.scripts.some(({ role }) => role !== 'survey') ?? false;
  const isSurvey = hasSurvey && (!hasOther || (attemptId !== null && surveyed === attemptId));
  if (scripts && scripts.scripts.length > 0)
    return (
      <>
        {hasSurvey && hasOther && attemptId && (
          <Button
            size="compact-sm"
            variant="default"
            className={classes.survey}
            aria-pressed={isSurvey}
            onClick={() => setSurveyed(isSurvey ? null : attemptId)}
          >
            {isSurvey ? t`Back to the script` : t`Ask how satisfied the person is`}
          </Button>
        )}
        <ScriptRun
          key={isSurvey ? 'survey' : 'script'}
          ref={script}
          roles={isSurvey ? SURVEY : undefined}
          keys={{ next: keymap.script_next, back: keymap.script_back }}
          campaignId={campaign.id}
          attemptId={attemptId}
          agent={name}
          company={campaign.company}
          campaign={campaign.name}
          lead={screen?.lead ?? null}
          person={contact.shown}
          language={screen?.lead?.language || contact.shown?.language || i18n.locale}
          agentLanguage={agent?.value.language ?? i18n.locale}
          mood={contact.interaction?.mood ?? null}
          customerType={contact.interaction?.customer_type || null}
          onCustomerType={(customer_type) => contact.change({ customer_type })}
          onStage={talk.onStage}
          onDuties={isSurvey ? undefined : talk.onDuties}
          onIdentity={isSurvey ? undefined : talk.onIdentity}
          onEnd={isSurvey ? undefined : talk.onEnd}
        />
      </>
    );
  return (
    <>
      {screen?.not_dialled && <Text role="status">{screen.not_dialled.text}</Text>}
      <p className={classes.aloud}>{t`“Good day, this is ${name}, calling for ${campaign.company}”`}</p>
      {campaign.must_say.length > 0 && (
        <>
          <Title order={3} size="h6">
            {t`To be said`}
          </Title>
          <Duties items={campaign.must_say} said={talk.said} onSaid={talk.onSaid} />
        </>
      )}
    </>
  );
}
