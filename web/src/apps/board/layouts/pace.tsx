import { t } from '@lingui/core/macro';
import { dateOf, duration, number, percent, timeOf } from '@/words/format';
import {
  type Agent,
  agentsOf,
  bandOf,
  type Campaign,
  campaignOf,
  handsOf,
  type Limit,
  paceOf,
  tightest,
  trunksOf,
} from '../figures';
import { useBoard, useNow } from '../now';
import { AbandonedBar, Figure, Mark, NOTHING, shown } from '../parts';
import { agentState, statusOf } from '../texts';

const AGENTS_SHOWN = 24;

/** The supervisors' corner: who waits, how fast people reach an agent, what the law leaves, what agents do. */
export function PaceLayout({ campaign: id }: { campaign: number }) {
  const campaign = useBoard((parts) => campaignOf(parts, id));
  const pace = useBoard((parts) => paceOf(parts, id));
  const trunks = useBoard(trunksOf);
  const now = useNow();
  if (!campaign) return null;
  const [band, word] = statusOf(campaign);
  const waited = campaign.waiting_since === null ? null : Math.max(0, now - campaign.waiting_since);
  const alerts = [campaign.recount, ...(campaign.callbacks?.alerts ?? []), ...(campaign.callbacks?.off ?? [])];
  const [used, most] = [sum(trunks.map((one) => one.channels)), sum(trunks.map((one) => one.max_channels))];
  const [channels, ofAll] = [number(used), number(most)];
  const longest = duration(waited ?? 0);
  return (
    <section className="pace" aria-label={campaign.name}>
      <h2>
        {campaign.name} <Mark band={band}>{word}</Mark>
      </h2>
      <p className="why">{[campaign.why?.text, nameFirst(campaign)].filter(Boolean).join(' · ')}</p>
      <div className="row">
        <Figure label={t`People waiting`} small={waited === null ? t`nobody waits` : t`longest ${longest}`}>
          {shown(campaign.calls.waiting)}
        </Figure>
        <Figure label={t`Answer to agent`} small={t`95 of 100 within it`}>
          <Seconds ms={campaign.answer_to_bridge_ms?.p95} />
        </Figure>
        <Figure label={t`Agents ready`} small={freed(pace?.agents_freed)}>
          {shown(campaign.agents.ready)}
        </Figure>
        <Figure label={t`Channels used`} small={t`of ${ofAll}`}>
          {channels}
        </Figure>
      </div>
      <Law limits={pace?.constraints ?? []} worst={campaign.goal?.worst ?? {}} />
      {alerts.map((one) => one && <p key={one.text} className="alert">{`▲ ${one.text}`}</p>)}
      <Hands campaign={campaign} now={now} />
      <Agents id={id} unnamed={campaign.agents_unnamed?.text} now={now} />
    </section>
  );
}

/** Who asks for a supervisor, and since when; where a rule hides the names, how many do. */
function Hands({ campaign, now }: { campaign: Campaign; now: number }) {
  const agents = useBoard((parts) => agentsOf(parts, campaign.id));
  const { hands, hand_since } = campaign;
  if (!hands || !hand_since) return null;
  const since = (at: number) => duration(Math.max(0, now - at));
  const longest = since(hand_since);
  const named = handsOf(agents).map((one) => `${one.name} ${since(one.hand_at)}`);
  return (
    <p className="alert">
      {'▲ '}
      {t`Raised hands: ${hands}, the first for ${longest}`}
      {named.length > 0 && `: ${named.join(', ')}`}
    </p>
  );
}

/** In how many calls the name was shown before the voice was heard; a line of its own would not fit on the screen. */
function nameFirst({ name_before_voice: names }: Campaign): string {
  return names ? t`name before the voice ${percent(names.share)}` : '';
}

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);

function Seconds({ ms }: { ms: number | undefined }) {
  if (ms === undefined) return NOTHING;
  return (
    <>
      {number(ms / 1000, ms < 10_000 ? 2 : 0)}
      <span className="unit"> s</span>
    </>
  );
}

function freed(agents: number | null | undefined): string {
  if (agents === null || agents === undefined) return '';
  const soon = number(agents, 1);
  return t`${soon} free in time`;
}

function Law({ limits, worst }: { limits: Limit[]; worst: Record<string, { share: number; ends_at: number }> }) {
  const limit = tightest(limits);
  if (!limit) return null;
  const [present, most] = [percent(limit.share, 2), percent(limit.limit)];
  const found = worst[limit.name];
  const band = bandOf(limit);
  const words = { good: t`within the limit`, near: t`near the limit`, over: t`over the limit` };
  return (
    <div className="law">
      <p className="label">{t`Abandoned by ${limit.text}, ${windowOf(limit)}`}</p>
      <p className="share">
        <strong>{present}</strong> <Mark band={band}>{words[band]}</Mark> <span>{t`limit ${most}`}</span>
        {found && <span>{worstOf(found)}</span>}
      </p>
      <AbandonedBar limit={limit} />
    </div>
  );
}

function windowOf(limit: Limit): string {
  if (limit.window_s !== null) {
    const hours = number(limit.window_s / 3600);
    return limit.window_s > 172_800 ? t`last ${number(limit.window_s / 86_400)} days` : t`last ${hours} hours`;
  }
  return limit.starts_at === null ? t`whole campaign` : t`since ${dateOf(limit.starts_at * 1000)}`;
}

function worstOf(found: { share: number; ends_at: number }): string {
  const [worst, at] = [percent(found.share, 2), timeOf(found.ends_at * 1000)];
  return t`worst today ${worst}, at ${at}`;
}

/** What agents do, longest first in each state. Names stand here only where the law lets the stream carry them. */
function Agents({ id, unnamed, now }: { id: number; unnamed: string | undefined; now: number }) {
  const agents = useBoard((parts) => agentsOf(parts, id));
  const rows = [...agents].sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.since - b.since);
  const more = rows.length - AGENTS_SHOWN;
  return (
    <>
      <ul className="agents">
        {rows.slice(0, AGENTS_SHOWN).map((agent, place) => (
          <AgentTile key={agent.id ?? `row ${place}`} agent={agent} now={now} />
        ))}
      </ul>
      {more > 0 && <p className="note">{t`and ${more} more`}</p>}
      {unnamed && <p className="note">{unnamed}</p>}
    </>
  );
}

const ORDER = ['ready', 'call_back', 'reserved', 'talking', 'wrap_up', 'preview', 'paused', 'no_phone'];

function AgentTile({ agent, now }: { agent: Agent; now: number }) {
  return (
    <li className={`agent ${agent.state}`}>
      {agent.name && <strong>{agent.name}</strong>}
      <span>{agentState(agent.state)}</span>
      <span>{duration(now - agent.since)}</span>
    </li>
  );
}
