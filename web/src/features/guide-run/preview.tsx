import { useMemo } from 'react';
import type { CampaignGuide } from '@/api/guides';
import type { Guide } from '@/guide';
import { OneGuide } from './guide-run';

interface Shown {
  name: string;
  guide: Guide;
  agent: string;
  company: string;
  language: string;
  agentLanguage: string;
}

/** A guide as the agent sees it, with a made-up person; nothing is written. */
export function Preview({ name, guide, agent, company, language, agentLanguage }: Shown) {
  const one: CampaignGuide = useMemo(
    () => ({ role: 'sales_script', guide_id: 0, name, number: 0, body: guide }),
    [name, guide],
  );
  const hosts = (guide.links ?? []).flatMap((link) => (URL.canParse(link.url) ? new URL(link.url).hostname : []));
  return (
    <OneGuide
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
