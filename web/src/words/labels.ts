import { i18n } from '@lingui/core';

interface Labelled {
  readonly code: string;
  /** By language. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What something configured is called in the page's language, else in English, else in the first that it has. */
export const labelOf = ({ code, labels }: Labelled): string =>
  labels[i18n.locale] ?? labels.en ?? Object.values(labels)[0] ?? code;

/** Who did something, from the actor of the audit: the login of a person, else what else did it. */
export const actorName = (actor: string): string => actor.replace(/^user:/, '');
