import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import {
  createContext,
  useCallback,
  useContext,
  useDeferredValue,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { Agent } from '@/api/agents';
import type { Versioned } from '@/api/client';
import { type ApiProblem, asProblem } from '@/api/problem';
import type { Me } from '@/api/session';
import { type AgentCampaign, agentCampaignsQuery, agentQuery } from '@/api/workplace';
import { useConnection, useLive } from '@/live/live';
import type { Connection } from '@/live/stream';
import type { Keymap } from './keys/keymap';
import { type Moment, momentOf, type Screen } from './screen';

/** What every part of the workplace needs to know. */
export interface Desk {
  me: Me;
  agentId: number;
  keymap: Keymap;
  agent: Versioned<Agent> | undefined;
  screen: Screen | undefined;
  moment: Moment;
  campaigns: readonly AgentCampaign[];
  /** The campaign of the call, or of the log-in. */
  campaign: AgentCampaign | undefined;
  connection: Connection;
  /** What was asked for and is not answered yet: shown at once, before the engine says so. */
  pending: string | null;
  problem: ApiProblem | null;
  run: (what: string, act: () => Promise<unknown>) => Promise<boolean>;
  forget: () => void;
  /** Ask the database again how the agent stands. */
  refresh: () => void;
  open: (dialog: string | null) => void;
}

const NEWER_MS = 15_000; // until a campaign that the page lacks even after asking is asked for again

const NO_CAMPAIGNS: readonly AgentCampaign[] = [];

const Shared = createContext<Desk | null>(null);
const Newest = createContext<Desk | null>(null);

/**
 * The whole page takes tens of milliseconds to draw, in which the person's voice may be heard. What uses `useNewest` is
 * therefore painted first, and all else a moment later.
 */
export function DeskProvider({ value, children }: { value: Desk; children: ReactNode }) {
  const shared = useDeferredValue(value);
  return (
    <Newest.Provider value={value}>
      <Shared.Provider value={shared}>{children}</Shared.Provider>
    </Newest.Provider>
  );
}

export const useDesk = (): Desk => within(useContext(Shared));

/** The desk ahead of the page, for what may not wait for it. */
export const useNewest = (): Desk => within(useContext(Newest));

function within(desk: Desk | null): Desk {
  if (!desk) throw new Error('outside of the workplace');
  return desk;
}

/** The state of an agent's work: from the stream, with what the database knows besides. */
export function useWork(me: Me, agentId: number): Omit<Desk, 'keymap' | 'open'> {
  const queries = useQueryClient();
  const screen = useLive(`agent:${agentId}`, (parts) => parts.screen) as Screen | undefined;
  const connection = useConnection();
  const { data: agent } = useQuery(agentQuery(agentId));
  const campaignId = screen?.campaign_id ?? agent?.value.campaign_id ?? null;
  const lacks = (known: readonly AgentCampaign[] | undefined) =>
    known !== undefined && campaignId !== null && !known.some(({ id }) => id === campaignId);
  const { data: known, refetch } = useQuery({
    ...agentCampaignsQuery(agentId),
    refetchInterval: ({ state: { data } }) => (lacks(data) ? NEWER_MS : false),
  });
  const campaigns = known ?? NO_CAMPAIGNS;
  // An agent may be moved to a campaign that is newer than the page; one that the agent may not see stays away.
  const isLacking = lacks(known);
  useEffect(() => {
    if (isLacking) void refetch();
  }, [isLacking, refetch]);
  const [pending, setPending] = useState<string | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const running = useRef(new Set<string>());

  const run = useCallback(
    async (what: string, act: () => Promise<unknown>) => {
      if (running.current.has(what)) return false; // a key pressed twice asks once
      running.current.add(what);
      setPending(what);
      setProblem(null);
      try {
        await act();
        return true;
      } catch (error) {
        setProblem(asProblem(error));
        return false;
      } finally {
        running.current.delete(what);
        setPending((now) => (now === what ? null : now));
        void queries.invalidateQueries({ queryKey: ['agent', agentId], exact: true });
      }
    },
    [queries, agentId],
  );
  const forget = useCallback(() => setProblem(null), []);

  const refresh = useCallback(
    () => void queries.invalidateQueries({ queryKey: ['agent', agentId], exact: true }),
    [queries, agentId],
  );

  const standing = useMemo(() => {
    const wishAt = agent?.value.wish_at ? Date.parse(agent.value.wish_at) / 1000 : null;
    return { wish: agent?.value.wish ?? null, wishAt };
  }, [agent]);
  const moment = momentOf(screen, standing);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the engine ends a recovery break by itself, and nobody asked
  useEffect(refresh, [moment, refresh]);
  const campaign = campaigns.find(({ id }) => id === campaignId);
  return useMemo(
    () => ({
      me,
      agentId,
      agent,
      screen,
      moment,
      campaigns,
      campaign,
      connection,
      pending,
      problem,
      run,
      forget,
      refresh,
    }),
    [me, agentId, agent, screen, moment, campaigns, campaign, connection, pending, problem, run, forget, refresh],
  );
}
