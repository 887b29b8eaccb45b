// Of the part `campaign:3` of the stream.
export interface LiveCalls {
  calls?: Readonly<Record<string, number>>;
  today?: Readonly<Record<string, unknown>>;
}

/** Whether a person has talked to an agent: now, or earlier today. */
export const hasTalked = ({ calls, today }: LiveCalls): boolean =>
  (calls?.talking ?? 0) > 0 || Number(today?.connected ?? 0) > 0;
