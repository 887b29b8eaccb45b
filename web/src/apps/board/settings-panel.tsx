import { t } from '@lingui/core/macro';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useLive } from '@/live/live';
import { nameOf } from '@/words/language';
import { type Campaign, campaignsOf } from './figures';
import { DWELL, LAYOUTS, type Layout, type Settings } from './settings';
import { layoutName } from './texts';
import { languages } from './words/words';

/** What this board shows and how; kept for every screen of it. */
export function SettingsPanel(props: {
  settings: Settings;
  save: (settings: Settings) => Promise<string>;
  close: () => void;
}) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [draft, setDraft] = useState(props.settings);
  const [trouble, setTrouble] = useState('');
  const campaigns = useLive('board', campaignsOf); // all that there are, to choose from
  const change = (part: Partial<Settings>) => setDraft({ ...draft, ...part });
  useEffect(() => dialog.current?.showModal(), []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const problem = await props.save(draft);
    setTrouble(problem);
    if (!problem) props.close();
  };

  return (
    <dialog ref={dialog} className="settings" aria-labelledby="settings-title" onClose={props.close}>
      <form onSubmit={submit}>
        <h2 id="settings-title">{t`This board`}</h2>
        <Layouts chosen={draft.layouts} choose={(layouts) => change({ layouts })} />
        <fieldset>
          <legend>{t`Campaigns and goals`}</legend>
          {campaigns.length === 0 && <p>{t`No campaign is open`}</p>}
          {campaigns.map(({ id, name }) => (
            <div key={id} className="line">
              <label>
                <input
                  type="checkbox"
                  checked={draft.campaigns.length === 0 || draft.campaigns.includes(id)}
                  onChange={() => change({ campaigns: toggled(draft.campaigns, id, campaigns) })}
                />{' '}
                {name}
              </label>
              <label>
                {t`goal in a shift`}{' '}
                <input
                  type="number"
                  min={0}
                  max={100_000}
                  value={draft.goals[id] ?? ''}
                  aria-label={t`Goal of ${name} in a shift`}
                  onInput={(event) =>
                    change({ goals: { ...draft.goals, [id]: Number(event.currentTarget.value) } })
                  }
                />
              </label>
            </div>
          ))}
        </fieldset>
        <fieldset>
          <legend>{t`Shift and rotation`}</legend>
          <label>
            {t`Shift from`}{' '}
            <input
              type="time"
              step={1800}
              required
              value={draft.shift.begins}
              onInput={(event) => change({ shift: { ...draft.shift, begins: event.currentTarget.value } })}
            />
          </label>
          <label>
            {t`to`}{' '}
            <input
              type="time"
              step={1800}
              required
              value={draft.shift.ends}
              onInput={(event) => change({ shift: { ...draft.shift, ends: event.currentTarget.value } })}
            />
          </label>
          <label>
            {t`Seconds for each screen`}{' '}
            <input
              type="number"
              min={DWELL.least}
              max={DWELL.most}
              required
              value={draft.dwell}
              onInput={(event) => change({ dwell: Number(event.currentTarget.value) })}
            />
          </label>
        </fieldset>
        <fieldset>
          <legend>{t`Appearance`}</legend>
          <label>
            {t`Colours`}{' '}
            <select
              value={draft.theme}
              onChange={(event) => change({ theme: event.currentTarget.value === 'light' ? 'light' : 'dark' })}
            >
              <option value="dark">{t`dark`}</option>
              <option value="light">{t`light`}</option>
            </select>
          </label>
          <label>
            {t`Language`}{' '}
            <select value={draft.language} onChange={(event) => change({ language: event.currentTarget.value })}>
              <option value="">{t`as the browser`}</option>
              {languages.map((code) => (
                <option key={code} value={code} lang={code}>
                  {nameOf(code)}
                </option>
              ))}
            </select>
          </label>
          <label className="wide">
            {t`News line`}{' '}
            <input
              type="text"
              maxLength={120}
              value={draft.news}
              onInput={(event) => change({ news: event.currentTarget.value })}
            />
          </label>
        </fieldset>
        {trouble && <p role="alert">{trouble}</p>}
        <p className="buttons">
          <button type="submit">{t`Save`}</button>
          <button type="button" onClick={props.close}>{t`Cancel`}</button>
        </p>
      </form>
    </dialog>
  );
}

/** All boxes ticked means every campaign, also those to come. */
function toggled(chosen: number[], id: number, campaigns: Campaign[]): number[] {
  const all = campaigns.map((one) => one.id);
  const before = chosen.length === 0 ? all : chosen;
  const after = before.includes(id) ? before.filter((one) => one !== id) : [...before, id];
  return after.length === all.length ? [] : after.length === 0 ? before : after;
}

function Layouts({ chosen, choose }: { chosen: Layout[]; choose: (layouts: Layout[]) => void }) {
  const others = LAYOUTS.filter((one) => !chosen.includes(one));
  const raise = (place: number) => {
    const next = [...chosen];
    next.splice(place - 1, 2, ...next.slice(place - 1, place + 1).reverse());
    choose(next);
  };
  return (
    <fieldset>
      <legend>{t`Screens, in this order`}</legend>
      {chosen.map((layout, place) => (
        <div key={layout} className="line">
          <label>
            <input
              type="checkbox"
              checked
              disabled={chosen.length === 1}
              onChange={() => choose(chosen.filter((one) => one !== layout))}
            />{' '}
            {layoutName(layout)}
          </label>
          {place > 0 && (
            <button type="button" aria-label={t`Show ${layoutName(layout)} earlier`} onClick={() => raise(place)}>
              ↑
            </button>
          )}
        </div>
      ))}
      {others.map((layout) => (
        <div key={layout} className="line">
          <label>
            <input type="checkbox" checked={false} onChange={() => choose([...chosen, layout])} />{' '}
            {layoutName(layout)}
          </label>
        </div>
      ))}
    </fieldset>
  );
}
