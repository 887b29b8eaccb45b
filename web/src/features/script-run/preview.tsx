import { useMemo } from 'react';
import type { CampaignScript } from '@/api/scripts';
import type { Script } from '@/script';
import { OneScript } from './script-run';

interface Shown {
  name: string;
  script: Script;
  agent: string;
  company: string;
  language: string;
  agentLanguage: string;
}

/** A script as the agent sees it, with a made-up person; nothing is written. */
export function Preview({ name, script, agent, company, language, agentLanguage }: Shown) {
  const one: CampaignScript = useMemo(
    () => ({ role: 'sales_script', script_id: 0, name, number: 0, body: script }),
    [name, script],
  );
  const hosts = (script.links ?? []).flatMap((link) => (URL.canParse(link.url) ? new URL(link.url).hostname : []));
  return (
    <OneScript
      one={one}
      campaignId={0}
      attemptId={null}
      agent={agent}
      company={company}
      lead={EXAMPLE}
      language={language}
      agentLanguage={agentLanguage}
      identifyFirst={false}
      isHidden={false}
      isTried
      typedBefore={NONE}
      dutyTexts={NONE}
      linkHosts={hosts}
      keys={NO_KEYS}
      onDuties={nothing}
      onIdentity={nothing}
      onFinished={nothing}
    />
  );
}

const EXAMPLE = { name: 'Maria Rossi', language: 'it', external_id: '', fields: {} };
const NONE = {};
const NO_KEYS = { next: [], back: [] };
const nothing = () => {};
