import { queryOptions } from '@tanstack/react-query';
import { api, body, items } from './client';
import { ApiProblem } from './problem';
import type { components } from './schema';

type Schemas = components['schemas'];
export type PromiseShown = Schemas['PromiseShown'];
export type TaskKind = Schemas['TaskKind'];
export type MessageTemplate = Schemas['MessageTemplateShown'];

/** What an agent owes to people, the earliest due first: call-backs, tasks, and messages that are not sent yet. */
export const promisesQuery = (agentId: number) =>
  queryOptions({
    queryKey: ['agent', agentId, 'promises'],
    queryFn: () => items(api.GET('/api/v1/promises', { params: { query: { agent_id: agentId, limit: 100 } } })),
    staleTime: 30_000,
  });

/** Promise a person something; who asks for it sees to it. */
export const createTask = (
  task: Pick<Schemas['TaskInput'], 'kind' | 'person_id' | 'due_at' | 'note' | 'interaction_id'>,
) => body(api.POST('/api/v1/tasks', { body: task as Schemas['TaskInput'] }));

export const endTask = (id: number) =>
  body(
    api.PATCH('/api/v1/tasks/{task_id}', { params: { path: { task_id: id } }, body: { state: 'done' } } as never),
  );

/** Let whichever colleague is free call at the time that was promised; the person need not hear of it. */
export async function offerCallback(id: number): Promise<void> {
  const moves = [{ kind: 'callback' as const, id, agent_id: null }];
  const { moved } = await body(
    api.POST('/api/v1/promises/move', {
      body: { moves, to_agent_ids: [], notify: false } as Schemas['PromisesMove'],
    }),
  );
  const refused = moved.find((one) => one.refused);
  if (refused) throw new ApiProblem({ kind: 'refused', detail: refused.refused });
}

/** The templates of e-mails to people; none where no mail server is set up. */
export const messageTemplatesQuery = queryOptions({
  queryKey: ['message-templates'],
  queryFn: () => body(api.GET('/api/v1/message-templates')),
  staleTime: 300_000,
});

export const sendMessage = (interactionId: number, message: Schemas['MessageInput']) =>
  body(
    api.POST('/api/v1/interactions/{interaction_id}/messages', {
      params: { path: { interaction_id: interactionId } },
      body: message,
    }),
  );
