/** A sentence of the API, in which commands and names of settings stand between backticks. */
export function Prose({ children }: { children: string }) {
  return children.split('`').map((part, place) =>
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence have no other name
    place % 2 === 1 ? <code key={place}>{part}</code> : part,
  );
}
