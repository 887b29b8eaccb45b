// The words of the pages, in every language they speak.
export const WORDS = {
  en: {
    name: "English", other: "Italiano", otherCode: "it",
    theme: "Light / dark", signOut: "Sign out",
    engine: "engine", up: "up", down: "down", draining: "finishing", connecting: "connecting", refused: "refused",
    unknown: "unknown", trunk: "trunk", node: "Asterisk",
    rests: (campaigns, left, cause) => `refuses calls of ${campaigns}, suspended for ${left} s: ${cause}`,
    refusedAbove: (channels) => `(carrier refuses calls above ${channels})`,
    tried: (campaigns, cause) => `refused calls of ${campaigns}, one at a time tries it: ${cause}`,
    blocked: "cannot dial", undisposed: "without a disposition",
    running: "running", paused: "paused", stopped: "stopped", closed: "closed", archived: "archived",
    predictive: "predictive", progressive: "progressive", ratio: "fixed ratio", preview: "preview",
    guaranteed: "guaranteed",
    ready: "ready", reserved: "joining", talking: "talking", wrap_up: "wrap-up", no_phone: "no phone",
    dialling: "dialling", ringing: "ringing", screening: "checking", waiting: "waiting",
    agents: "Agents", calls: "Calls now", today: "Today", placed: "placed", answered: "answered",
    connected: "talks ended", abandoned: "abandoned", limit: "limit", aim: "aim", occupancy: "occupancy",
    quarter: "last 15 minutes", bridge: "answer to agent", median: "half within", p99: "99 % within",
    leads: "Leads", open: "open", claimed: "next", calling: "in call", wrapping: "wrap-up", done: "done",
    called: "called", contacted: "talked to", due: "due now",
    booked: "call-backs", held: "filtered out", call_back: "call-back",
    stale: (time) => `No news since ${time}. The figures below are old.`,
    lost: "The connection is lost. Trying again …",
    none: "No campaign runs.", never: "No engine has been seen yet. Start one with: pronto run",
    token: "Access token", send: "Sign in", hint: "An admin makes tokens with: pronto token create",
    wrong: "This token is unknown or revoked.", wait: "Too many tries. Wait a minute.",
    failed: "Pronto does not answer.", agentToken: "An agent's token does not open the board.",
    someone: "an agent", oneAgent: {},
  },
  it: {
    name: "Italiano", other: "English", otherCode: "en",
    theme: "Chiaro / scuro", signOut: "Esci",
    engine: "motore", up: "attivo", down: "fermo", draining: "in chiusura", connecting: "in connessione",
    refused: "rifiutato", unknown: "ignoto", trunk: "trunk", node: "Asterisk",
    rests: (campaigns, left, cause) => `rifiuta le chiamate di ${campaigns}, sospeso per ${left} s: ${cause}`,
    refusedAbove: (channels) => `(il carrier rifiuta oltre ${channels})`,
    tried: (campaigns, cause) => `rifiutava le chiamate di ${campaigns}, si riprova una alla volta: ${cause}`,
    blocked: "non può chiamare", undisposed: "senza esito",
    running: "attiva", paused: "in pausa", stopped: "ferma", closed: "chiusa", archived: "archiviata",
    predictive: "predittiva", progressive: "progressiva", ratio: "rapporto fisso", preview: "con anteprima",
    guaranteed: "con operatore riservato",
    ready: "liberi", reserved: "in aggancio", talking: "in chiamata", wrap_up: "in chiusura",
    no_phone: "senza telefono",
    dialling: "in selezione", ringing: "squilla", screening: "in verifica", waiting: "in attesa",
    agents: "Operatori", calls: "Chiamate ora", today: "Oggi", placed: "effettuate", answered: "risposte",
    connected: "colloqui finiti", abandoned: "abbandonate", limit: "limite", aim: "obiettivo", occupancy: "occupazione",
    quarter: "ultimi 15 minuti", bridge: "dalla risposta all'operatore", median: "metà entro", p99: "99 % entro",
    leads: "Contatti", open: "da chiamare", claimed: "prossimi", calling: "in corso", wrapping: "in chiusura",
    done: "conclusi", called: "chiamati", contacted: "contattati", due: "pronti ora", booked: "richiamate", held: "esclusi dal filtro", call_back: "in richiamata",
    stale: (time) => `Nessuna notizia dalle ${time}. I dati qui sotto sono vecchi.`,
    lost: "Connessione persa. Nuovo tentativo …",
    none: "Nessuna campagna attiva.", never: "Nessun motore visto finora. Si avvia con: pronto run",
    token: "Chiave di accesso", send: "Entra", hint: "Un amministratore crea le chiavi con: pronto token create",
    wrong: "Chiave sconosciuta o revocata.", wait: "Troppi tentativi. Attendere un minuto.",
    failed: "Pronto non risponde.", agentToken: "La chiave di un operatore non apre il tabellone.",
    someone: "un operatore", oneAgent: { ready: "libero" },
  },
};

function stored(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

export function remember(key, value) {
  try { localStorage.setItem(key, value); } catch { /* a browser that keeps nothing still shows the board */ }
}

export function language() {
  const asked = new URLSearchParams(location.search).get("lang") || stored("language") || navigator.language;
  return asked && asked.toLowerCase().startsWith("it") ? "it" : "en";
}

export function theme() {
  return stored("theme");
}
