// What a board shows and how, as its settings panel leaves it: kept with the board, so that every screen of it agrees.

export const LAYOUTS = ['goal', 'campaigns', 'pace', 'telephony'] as const;
export type Layout = (typeof LAYOUTS)[number];
export type Theme = 'dark' | 'light';

export interface Settings {
  /** In the order in which they are shown; more than one: in rotation. */
  layouts: Layout[];
  /** Seconds until the next screen. */
  dwell: number;
  /** Ids; none: all campaigns. */
  campaigns: number[];
  /** Successes wanted in a shift, by the campaign's id. */
  goals: Record<string, number>;
  /** By the clock of the screen. */
  shift: { begins: string; ends: string };
  theme: Theme;
  /** Empty: the browser's own. */
  language: string;
  /** A line under all screens. */
  news: string;
}

export const FIRST: Settings = {
  layouts: [...LAYOUTS],
  dwell: 20,
  campaigns: [],
  goals: {},
  shift: { begins: '09:00', ends: '18:00' },
  theme: 'dark',
  language: '',
  news: '',
};

export const DWELL = { least: 5, most: 600 };

/** Settings from what is kept, whatever an older version kept: what is missing or unknown is as on a new board. */
export function settingsOf(kept: unknown): Settings {
  const found = (kept && typeof kept === 'object' ? kept : {}) as Partial<Settings>;
  const layouts = (Array.isArray(found.layouts) ? found.layouts : []).filter((one) => LAYOUTS.includes(one));
  const dwell = Number(found.dwell) || FIRST.dwell;
  return {
    layouts: layouts.length > 0 ? [...new Set(layouts)] : FIRST.layouts,
    dwell: Math.min(DWELL.most, Math.max(DWELL.least, dwell)),
    campaigns: Array.isArray(found.campaigns) ? found.campaigns.filter(Number.isInteger) : [],
    goals: found.goals && typeof found.goals === 'object' ? found.goals : {},
    shift: { ...FIRST.shift, ...found.shift },
    theme: found.theme === 'light' ? 'light' : 'dark',
    language: typeof found.language === 'string' ? found.language : '',
    news: typeof found.news === 'string' ? found.news : '',
  };
}

/** One picture of the rotation. */
export interface Screen {
  layout: Layout;
  /** Whose figures it shows: one campaign's, or those of a page of campaigns; empty for telephony. */
  campaigns: number[];
}

export const ROWS = 6;

/** The screens of a board, in the order of its layouts: a goal and a pace for each campaign, six campaigns a page. */
export function screensOf(settings: Settings, campaigns: readonly { id: number }[]): Screen[] {
  const ids = campaigns.map(({ id }) => id);
  const shown = settings.campaigns.length > 0 ? ids.filter((id) => settings.campaigns.includes(id)) : ids;
  return settings.layouts.flatMap((layout): Screen[] => {
    if (layout === 'telephony') return [{ layout, campaigns: [] }];
    if (layout === 'campaigns') {
      const pages = Math.ceil(shown.length / ROWS);
      return Array.from({ length: pages }, (_, page) => ({
        layout,
        campaigns: shown.slice(page * ROWS, (page + 1) * ROWS),
      }));
    }
    return shown.map((id) => ({ layout, campaigns: [id] }));
  });
}
