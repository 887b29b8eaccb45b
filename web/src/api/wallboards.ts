import { queryOptions } from '@tanstack/react-query';
import { ALL, api, body, ifMatch, items, type Versioned, versioned } from './client';
import type { components } from './schema';

// The console's side of wallboards: the boards' own page has `boards.ts`.

type Schemas = components['schemas'];
export type Wallboard = Schemas['BoardShown'];
export type BoardSettings = Wallboard['settings'];
export type BoardLink = Schemas['BoardTokenShown'];
export type Layout = BoardSettings['layouts'][number];

const link = (id: number) => ({ params: { path: { token_id: id } } });

export const wallboardsQuery = queryOptions({
  queryKey: ['boards'],
  queryFn: () => body(api.GET('/api/v1/boards')),
});

export const wallboardQuery = (name: string) =>
  queryOptions({
    queryKey: ['boards', name],
    queryFn: () => versioned(api.GET('/api/v1/boards/{name}', { params: { path: { name } } })),
    enabled: name !== '',
  });

export const arrangeBoard = (name: string, settings: BoardSettings, read?: Versioned<Wallboard>) =>
  body(
    api.PUT('/api/v1/boards/{name}', {
      params: { path: { name } },
      body: { settings },
      ...(read ? ifMatch(read) : {}),
    } as never),
  ) as Promise<Wallboard>;

export const deleteBoard = (read: Versioned<Wallboard>) =>
  body(api.DELETE('/api/v1/boards/{name}', { params: { path: { name: read.value.name } }, ...ifMatch(read) }));

export const boardLinksQuery = queryOptions({
  queryKey: ['board-tokens'],
  queryFn: () => items(api.GET('/api/v1/board-tokens', ALL)),
});

export const shareBoard = (asked: Schemas['BoardTokenInput']) =>
  body(api.POST('/api/v1/board-tokens', { body: asked }));

export const boardLinkQuery = (id: number) =>
  queryOptions({
    queryKey: ['board-tokens', id],
    queryFn: () => versioned(api.GET('/api/v1/board-tokens/{token_id}', link(id))),
  });
export const revokeBoardLink = (read: Versioned<BoardLink>) =>
  body(api.DELETE('/api/v1/board-tokens/{token_id}', { ...link(read.value.id), ...ifMatch(read) }));
