const READ_WITHIN_MS = 60_000;

/** Let the browser save what a page has read: for files that take more than a link, such as a password asked again. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // Browsers read it after the click, a long file late: one that is revoked at once may never be saved.
  setTimeout(() => URL.revokeObjectURL(address), READ_WITHIN_MS);
}
