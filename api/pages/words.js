// The words of the pages, in the language of the address, that chosen before, or the browser's own.
function stored(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

export function remember(key, value) {
  try { localStorage.setItem(key, value); } catch { /* a browser that keeps nothing still shows the board */ }
}

export function theme() {
  return stored("theme");
}

export function fill(text, facts) {
  return text.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

const asked = new URLSearchParams(location.search).get("lang") || stored("language") || navigator.language;
const answer = await fetch(`/pages/words?language=${encodeURIComponent(asked)}`);
export const { code, other, otherName, words } = await answer.json();
