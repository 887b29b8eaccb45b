import { queryOptions } from '@tanstack/react-query';
import { ALL, api, body, ifMatch, items, type Versioned, versioned } from './client';
import type { components } from './schema';

type Schemas = components['schemas'];
export type ReportSchedule = Schemas['ReportScheduleShown'];
export type ReportScheduleInput = Schemas['ReportScheduleInput'];
export type ReportFigure = NonNullable<ReportScheduleInput['figures']>[number];
export type ReportRun = Schemas['ReportRunShown'];

const KEY = ['report-schedules'];
const of = (scheduleId: number) => ({ params: { path: { schedule_id: scheduleId } } });

export const reportSchedulesQuery = queryOptions({
  queryKey: KEY,
  queryFn: () => items(api.GET('/api/v1/report-schedules', ALL)),
});

export const reportScheduleQuery = (scheduleId: number) =>
  queryOptions({
    queryKey: [...KEY, scheduleId],
    queryFn: () => versioned(api.GET('/api/v1/report-schedules/{schedule_id}', of(scheduleId))),
  });

/** Change a schedule, if nobody has changed it since it was read. */
export const changeReportSchedule = (read: Versioned<ReportSchedule>, change: Schemas['ReportScheduleChange']) =>
  body(
    api.PATCH('/api/v1/report-schedules/{schedule_id}', {
      ...of(read.value.id),
      ...ifMatch(read),
      body: change,
    }),
  );

export const reportRunsQuery = (scheduleId: number) =>
  queryOptions({
    queryKey: [...KEY, scheduleId, 'runs'],
    queryFn: () =>
      items(
        api.GET('/api/v1/report-schedules/{schedule_id}/runs', {
          params: { path: { schedule_id: scheduleId }, query: { limit: 20 } },
        }),
      ),
  });

export const createReportSchedule = (asked: ReportScheduleInput) =>
  body(api.POST('/api/v1/report-schedules', { body: asked }));

export const deleteReportSchedule = (read: Versioned<ReportSchedule>) =>
  body(api.DELETE('/api/v1/report-schedules/{schedule_id}', { ...of(read.value.id), ...ifMatch(read) }));

export const sendReport = (scheduleId: number) =>
  body(api.POST('/api/v1/report-schedules/{schedule_id}/send', of(scheduleId)));
