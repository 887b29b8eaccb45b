import { t } from '@lingui/core/macro';
import { number, percent } from '@/words/format';
import { nodesOf, type Trunk, trunksOf } from '../figures';
import { useBoard } from '../now';
import { Bar, Mark, NOTHING, share } from '../parts';
import { linkOf } from '../texts';

/** Asterisk servers and trunks: what is up, and what the carriers did with the calls of five minutes. */
export function TelephonyLayout() {
  const nodes = useBoard(nodesOf);
  const trunks = useBoard(trunksOf);
  return (
    <section className="telephony" aria-label={t`Telephony`}>
      <ul className="tiles">
        {nodes.map((node) => {
          const [band, word] = linkOf(node.state);
          return (
            <li key={node.id} className={`tile ${band}`}>
              <h2>{node.name}</h2>
              <p>
                <Mark band={band}>{word}</Mark>
              </p>
              {node.trouble && <p className="note">{node.trouble}</p>}
            </li>
          );
        })}
        {trunks.map((trunk) => (
          <TrunkTile key={trunk.id} trunk={trunk} />
        ))}
      </ul>
    </section>
  );
}

function TrunkTile({ trunk }: { trunk: Trunk }) {
  const [band, word] = linkOf(trunk.state);
  const { recent } = trunk;
  const [used, most] = [number(trunk.channels), number(trunk.max_channels)];
  const delay = recent?.pdd_s ? `${number(recent.pdd_s.p50, 1)}\u00a0s` : NOTHING;
  return (
    <li className={`tile ${band}`}>
      <h2>{trunk.name}</h2>
      <p>
        <Mark band={band}>{word}</Mark> {trunk.rest?.cause}
      </p>
      <p className="channels">{t`${used} of ${most} channels`}</p>
      <Bar part={trunk.channels} whole={trunk.max_channels} band={band} label={t`${used} of ${most} channels`} />
      <dl>
        <div>
          <dt>{t`Calls a second`}</dt>
          <dd>{recent ? number(recent.per_second, 1) : NOTHING}</dd>
        </div>
        <div>
          <dt>{t`Delivered (NER)`}</dt>
          <dd>{share(recent?.ner, 0)}</dd>
        </div>
        <div>
          <dt>{t`Answered (ASR)`}</dt>
          <dd>{share(recent?.asr, 0)}</dd>
        </div>
        <div>
          <dt>{t`Rings after`}</dt>
          <dd>{delay}</dd>
        </div>
      </dl>
      {recent && <p className="sip">{sipOf(recent.sip, recent.placed)}</p>}
      {trunk.alarm && <p className="note">{`▲ ${trunk.alarm.text}`}</p>}
    </li>
  );
}

/** The final SIP responses of five minutes by class: "2xx 61 % · 4xx 39 %". */
function sipOf(classes: Record<string, number>, placed: number): string {
  const known = Object.entries(classes).map(([name, count]) => {
    const part = percent(count / placed, 0);
    return name === 'none' ? t`none ${part}` : `SIP\u00a0${name} ${part}`;
  });
  return known.join(' · ');
}
