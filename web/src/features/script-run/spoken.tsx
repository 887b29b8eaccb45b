import { t } from '@lingui/core/macro';
import { piecesOf, type Texts } from '@/script';
import classes from './script-run.module.css';

interface Shown {
  texts: Texts;
  languages: readonly string[];
  fields: Readonly<Record<string, string>>;
}

/** What is read aloud, in one language or two side by side. */
export function Spoken({ texts, languages, fields }: Shown) {
  return (
    <div className={classes.spoken} data-columns={languages.length}>
      {languages.map((language) => (
        <p key={language} lang={language} className={classes.aloud}>
          <Pieces text={texts[language] ?? ''} fields={fields} />
        </p>
      ))}
    </div>
  );
}

function Pieces({ text, fields }: { text: string; fields: Readonly<Record<string, string>> }) {
  return piecesOf(text, fields).map((piece, place) => {
    const key = `${place}-${piece.text}`;
    if (piece.kind === 'pause')
      return (
        <span key={key} className={classes.pause} role="img" aria-label={t`pause`}>
          {' ‖ '}
        </span>
      );
    const Tag = piece.bold ? 'strong' : 'span';
    return (
      <Tag key={key} className={piece.kind === 'field' ? classes.field : undefined}>
        {piece.text}
      </Tag>
    );
  });
}
