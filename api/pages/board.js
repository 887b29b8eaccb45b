// The live board: whole snapshots come in, the page changes what differs.
import { code, fill, other, otherName, remember, theme, words } from "./words.js";

const STALE_S = 5;
const AGENT_STATES = ["ready", "call_back", "reserved", "talking", "wrap_up", "preview", "paused", "no_phone"];
const CALL_STATES = ["dialling", "ringing", "screening", "waiting", "talking"];
const LEAD_STATES = ["open", "booked", "claimed", "calling", "wrapping", "held", "done"];
const SVG = "http://www.w3.org/2000/svg";

const byId = (id) => document.getElementById(id);
const only = new URLSearchParams(location.search).get("campaign");
let board = null;
let offset = 0; // server's clock minus this machine's, in seconds
let source = null;
const views = new Map();

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const number = (value) => new Intl.NumberFormat(code).format(value ?? 0);
const percent = (share) =>
  share === null || share === undefined ? "–"
    : new Intl.NumberFormat(code, { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(share);
const milliseconds = (value) => (value === null || value === undefined ? "–" : `${number(Math.round(value * 10) / 10)} ms`);
const word = (name) => words[name] ?? String(name).replaceAll("_", " ");

function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function figure(label) {
  const value = element("strong");
  const name = element("span");
  return { box: element("div", { class: "figure" }, value, name), value, name, label };
}

class CampaignView {
  constructor() {
    this.title = element("h2");
    this.state = element("p", { class: "state" });
    this.why = element("p", { class: "why" });
    this.pace = element("p", { class: "pace" });
    this.alerts = element("ul", { class: "alerts", role: "alert" });
    this.figures = Object.fromEntries(
      ["ready", "talking", "waiting", "abandoned", "occupancy", "bridge"].map((name) => [name, figure(name)]));
    this.meter = element("div", { class: "meter" }, element("i"), element("b"));
    this.figures.abandoned.box.append(this.meter);
    this.spark = document.createElementNS(SVG, "svg");
    this.spark.setAttribute("viewBox", "0 0 100 30");
    this.spark.setAttribute("preserveAspectRatio", "none");
    this.spark.setAttribute("class", "spark");
    this.spark.setAttribute("role", "img");
    this.line = document.createElementNS(SVG, "polyline");
    this.spark.append(this.line);
    this.figures.occupancy.box.append(this.spark);
    this.p99 = element("small");
    this.figures.bridge.box.append(this.p99);
    this.callsTitle = element("h3");
    this.funnel = element("dl", { class: "funnel" });
    this.todayTitle = element("h3");
    this.today = element("dl", { class: "counts" });
    this.leadsTitle = element("h3");
    this.leads = element("dl", { class: "counts" });
    this.dry = element("p", { class: "note dry" });
    this.into = element("ul", { class: "lists" });
    this.agentsTitle = element("h3");
    this.unnamed = element("p", { class: "note" });
    this.agents = element("ul", { class: "agents" });
    this.tiles = new Map();
    this.root = element("section", { class: "campaign" },
      element("div", { class: "head" }, this.title, this.state), this.why, this.pace, this.alerts,
      element("div", { class: "figures" }, ...Object.values(this.figures).map((one) => one.box)),
      element("div", { class: "columns" },
        element("div", {}, this.callsTitle, this.funnel),
        element("div", {}, this.todayTitle, this.today),
        element("div", {}, this.leadsTitle, this.leads)),
      this.into, this.dry, this.agentsTitle, this.unnamed, this.agents);
  }

  update(campaign) {
    const agents = campaign.agents ?? {}, calls = campaign.calls ?? {};
    say(this.title, campaign.name);
    this.root.setAttribute("aria-label", campaign.name);
    this.root.dataset.band = band(campaign);
    const blocked = campaign.blocked ? `, ${words.blocked}` : "";
    say(this.state, `${word(campaign.status)}${blocked} · ${word(campaign.mode)}`);
    say(this.why, campaign.why?.text ?? campaign.why?.code ?? "");
    say(this.pace, campaign.pace?.words ?? "");
    const recounts = campaign.recount ? [campaign.recount] : [];
    this.warn([...recounts, ...(campaign.callbacks?.alerts ?? []), ...(campaign.callbacks?.off ?? [])]);
    this.set("ready", number(agents.ready), word("ready"));
    this.set("talking", number(agents.talking), word("talking"));
    this.set("waiting", number(calls.waiting), word("waiting"));
    this.abandoned(campaign);
    this.set("occupancy", percent(campaign.occupancy), words.occupancy);
    this.history(campaign.history ?? []);
    const bridge = campaign.answer_to_bridge_ms ?? {};
    this.set("bridge", milliseconds(bridge.p50), words.bridge);
    say(this.p99, bridge.p99 === undefined || bridge.p99 === null ? "" : `${words.p99} ${milliseconds(bridge.p99)}`);
    this.lists(campaign, calls);
    this.penetration(campaign.penetration);
    this.people(campaign.agent_rows ?? [], agents);
    say(this.unnamed, campaign.agents_unnamed?.text ?? "");
  }

  warn(alerts) {
    while (this.alerts.children.length > alerts.length) this.alerts.lastChild.remove();
    while (this.alerts.children.length < alerts.length) this.alerts.append(element("li"));
    alerts.forEach((alert, place) => say(this.alerts.children[place], alert.text ?? alert.code));
  }

  set(name, value, label) {
    say(this.figures[name].value, value);
    say(this.figures[name].name, label);
  }

  abandoned(campaign) {
    const share = campaign.abandoned_share, limit = campaign.abandoned_limit ?? 0, aim = campaign.abandoned_aim;
    const aims = aim === null || aim === undefined ? "" : ` · ${words.aim} ${percent(aim)}`;
    this.set("abandoned", percent(share), `${words.abandoned} · ${words.limit} ${percent(limit)}${aims}`);
    const over = share !== null && share !== undefined && share > limit;
    this.figures.abandoned.box.dataset.over = String(over);
    const scale = Math.max(limit * 2, share ?? 0, 0.001);
    this.meter.firstChild.style.width = `${Math.min(100, ((share ?? 0) / scale) * 100)}%`;
    this.meter.lastChild.style.left = `${Math.min(100, (limit / scale) * 100)}%`;
  }

  history(points) {
    const shares = points.map((point) => point.occupancy ?? 0);
    const step = shares.length > 1 ? 100 / (shares.length - 1) : 0;
    this.line.setAttribute("points", shares.map((share, i) => `${(i * step).toFixed(1)},${(29 - share * 28).toFixed(1)}`).join(" "));
    this.spark.setAttribute("aria-label", `${words.occupancy}, ${words.quarter}`);
  }

  lists(campaign, calls) {
    say(this.callsTitle, words.calls);
    const most = Math.max(1, ...CALL_STATES.map((name) => calls[name] ?? 0));
    rows(this.funnel, CALL_STATES.map((name) => [name, calls[name] ?? 0, (calls[name] ?? 0) / most]));
    say(this.todayTitle, words.today);
    const today = campaign.today ?? {};
    rows(this.today, ["placed", "answered", "connected", "undisposed", "abandoned"].map((name) => [name, today[name] ?? 0]));
    say(this.leadsTitle, words.leadsTitle);
    rows(this.leads, LEAD_STATES.map((name) => [name, campaign.leads?.[name] ?? 0]));
  }

  // A bar for each list: what is done, what was called and goes on, what was never called.
  penetration(told) {
    const lists = told?.lists ?? [];
    say(this.dry, told?.text ?? "");
    while (this.into.children.length > lists.length) this.into.lastChild.remove();
    while (this.into.children.length < lists.length) {
      this.into.append(element("li", {}, element("b"), element("span"), element("i"), element("i")));
    }
    lists.forEach((one, place) => {
      const row = this.into.children[place], total = Math.max(one.total, 1);
      const done = Object.values(one.done).reduce((sum, count) => sum + count, 0);
      say(row.children[0], one.name);
      say(row.children[1], `${percent(one.dialled / total)} ${words.called} · ${percent(one.contacted / total)} ` +
        `${words.contacted} · ${number(one.due)} ${words.due}`);
      row.children[2].style.width = `${Math.min(100, (one.dialled / total) * 100)}%`;
      row.children[3].style.width = `${Math.min(100, (Math.min(done, one.dialled) / total) * 100)}%`;
    });
  }

  // Where a law keeps their names from the board, agents are rows without an id, and small teams no rows at all.
  people(agentRows, counts) {
    const counted = AGENT_STATES.map((state) => [state, counts[state] ?? 0]);
    say(this.agentsTitle, `${words.agents} ${number(counts.logged_in ?? 0)}` +
      counted.filter(([, count]) => count).map(([state, count]) => ` · ${number(count)} ${word(state)}`).join(""));
    const sorted = [...agentRows].sort((a, b) =>
      AGENT_STATES.indexOf(a.state) - AGENT_STATES.indexOf(b.state) || a.name.localeCompare(b.name, code) ||
      a.since - b.since);
    const seen = new Set();
    sorted.forEach((row, place) => {
      const key = row.id ?? `place ${place}`;
      seen.add(key);
      let tile = this.tiles.get(key);
      if (!tile) {
        tile = { root: element("li"), name: element("b"), state: element("span"), time: element("time"), unsaid: element("small") };
        tile.root.append(tile.name, tile.state, tile.time, tile.unsaid);
        this.tiles.set(key, tile);
      }
      tile.since = row.since;
      tile.root.dataset.state = row.state;
      say(tile.name, row.name || words.someone);
      say(tile.state, row.state === "ready" ? words.oneReady : word(row.state));
      say(tile.unsaid, row.undisposed ? `${number(row.undisposed)} ${words.undisposed}` : "");
      if (this.agents.children[place] !== tile.root) this.agents.insertBefore(tile.root, this.agents.children[place] ?? null);
    });
    for (const [id, tile] of this.tiles) {
      if (!seen.has(id)) { tile.root.remove(); this.tiles.delete(id); }
    }
    this.tick();
  }

  tick() {
    const now = Date.now() / 1000 + offset;
    for (const tile of this.tiles.values()) say(tile.time, clock(now - tile.since));
  }
}

function rows(list, entries) {
  while (list.children.length < entries.length) list.append(element("div", {}, element("dt"), element("dd"), element("i")));
  entries.forEach(([name, value, share], index) => {
    const row = list.children[index];
    say(row.children[0], word(name));
    say(row.children[1], number(value));
    row.children[2].style.width = share === undefined ? "0" : `${share * 100}%`;
  });
}

// The colour of a campaign's stripe. It is green only while the campaign runs and nothing that somebody has to mend
// keeps it from dialling, by an engine that is there; board.css has no green for news that are old.
function band(campaign) {
  if (campaign.status !== "running") return campaign.status;
  if (campaign.blocked !== false) return "blocked";
  return board.engine === "up" ? "running" : "paused";
}

function chip(text, well) {
  return element("li", { class: well === null ? "unsure" : well ? "well" : "ill" }, text);
}

function trunkState(trunk) {
  return (trunk.alarm ? ` ${fill(words.refusedAbove, trunk.alarm)}` : "") + trunkRest(trunk);
}

function trunkRest(trunk) {
  if (!trunk.rest) return trunk.state === "up" ? "" : ` ${word(trunk.state)}`;
  const left = Math.max(0, Math.round(trunk.rest.until - board.at));
  const facts = { campaigns: trunk.rest.campaigns.join(", "), left, cause: trunk.rest.cause };
  return ` ${fill(left ? words.rests : words.tried, facts)}`;
}

function switches() {
  const chips = [chip(`${words.engine} ${word(board.engine)}`, board.engine === "up")];
  for (const node of board.nodes ?? []) {
    const trouble = node.trouble ? `: ${node.trouble}` : "";
    const behind = node.lag?.text ? `: ${node.lag.text}` : "";
    const well = node.state === "up" ? (behind ? null : true) : false;
    chips.push(chip(`${words.node} ${node.name} ${word(node.state)}${trouble || behind}`, well));
  }
  for (const trunk of board.trunks ?? []) {
    chips.push(chip(`${words.trunk} ${trunk.name} ${trunk.channels}/${trunk.max_channels}${trunkState(trunk)}`,
      trunk.state === "unknown" ? null : trunk.state === "up"));
  }
  byId("switches").replaceChildren(...chips);
}

function draw() {
  document.documentElement.lang = code;
  say(byId("language"), otherName);
  byId("language").lang = other;
  say(byId("theme"), words.theme);
  say(byId("sign-out"), words.signOut);
  const campaigns = (board?.campaigns ?? []).filter((one) => !only || one.name === only);
  byId("empty").hidden = campaigns.length > 0;
  say(byId("empty"), board?.at ? words.none : words.never);
  if (!board?.at) return;
  switches();
  const seen = new Set();
  campaigns.forEach((campaign) => {
    seen.add(campaign.id);
    if (!views.has(campaign.id)) {
      views.set(campaign.id, new CampaignView());
      byId("campaigns").append(views.get(campaign.id).root);
    }
    views.get(campaign.id).update(campaign);
  });
  for (const [id, view] of views) {
    if (!seen.has(id)) { view.root.remove(); views.delete(id); }
  }
}

function tick() {
  say(byId("clock"), new Intl.DateTimeFormat(code, { timeStyle: "medium" }).format(new Date(Date.now() + offset * 1000)));
  const stale = board?.at && Date.now() / 1000 + offset - board.at > STALE_S;
  const banner = byId("stale");
  if (stale) {
    const time = new Intl.DateTimeFormat(code, { timeStyle: "medium" }).format(new Date(board.at * 1000));
    say(banner, fill(words.stale, { time }));
  }
  banner.hidden = !stale;
  document.body.classList.toggle("stale", Boolean(stale));
  for (const view of views.values()) view.tick();
}

async function whoami() {
  const answer = await fetch("/api/v1/me").catch(() => null);
  if (answer === null) return "away";
  const served = Date.parse(answer.headers.get("date") ?? "");
  if (served) offset = (served + 500 - Date.now()) / 1000; // the header has whole seconds
  if (answer.status === 401) return "stranger";
  return answer.ok ? (await answer.json()).role : "away";
}

async function connect() {
  const role = await whoami();
  if (role === "stranger") { location.assign("/login"); return; }
  if (role === "agent") { say(byId("empty"), words.agentToken); return; }
  if (role === "away") { again(); return; }
  source = new EventSource(`/api/v1/live?language=${code}`);
  source.addEventListener("board", (event) => {
    board = JSON.parse(event.data);
    draw();
  });
  source.addEventListener("signed_out", () => location.assign("/login"));
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) again();
  });
}

function again() {
  source?.close();
  setTimeout(connect, 2000);
}

byId("language").addEventListener("click", () => {
  remember("language", other);
  const here = new URL(location);
  here.searchParams.delete("lang");
  if (here.href === location.href) location.reload(); else location.replace(here);
});
byId("theme").addEventListener("click", () => {
  const dark = document.documentElement.dataset.theme === "dark" ||
    (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "light" : "dark";
  remember("theme", document.documentElement.dataset.theme);
});
byId("sign-out").addEventListener("click", async () => {
  await fetch("/api/v1/session", { method: "DELETE" }).catch(() => null);
  location.assign("/login");
});

if (theme()) document.documentElement.dataset.theme = theme();
draw();
tick();
setInterval(tick, 1000);
connect();
