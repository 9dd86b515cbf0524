"use strict";
const PHASES = ["ADMIT", "STAGE", "CREATE", "START", "GRADE", "REPLY", "EXIT", "CLEAN"];
const ANSWER = PHASES.slice(0, 6);
const PERIOD = 1000, HIDDEN_PERIOD = 10000, TIMEOUT = 8000, LONGEST_NAME = 300;
const SVG = "http://www.w3.org/2000/svg";
const $ = id => document.getElementById(id);

/* All text from the agent goes through textContent or a text node: the names are untrusted. */
function element(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}
function shape(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}
function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
function show(node, shown) {
  if (node.hidden === shown) node.hidden = !shown;
}
/* Rows keep their place in the document while their job lasts, so that focus and selection stay. */
function reconcile(parent, items, key, create, update = () => {}) {
  const rows = new Map([...parent.children].map(row => [row.dataset.key, row]));
  let next = parent.firstElementChild;
  for (const item of items) {
    const id = key(item);
    let row = rows.get(id);
    rows.delete(id);
    if (!row) {
      row = create(item);
      row.dataset.key = id;
    }
    update(row, item);
    if (row === next) next = next.nextElementSibling;
    else parent.insertBefore(row, next);
  }
  rows.forEach(row => row.remove());
}

function duration(ns) {
  const ms = ns / 1e6;
  if (ms < 10) return ms.toFixed(1) + " ms";
  if (ms < 1000) return ms.toFixed(0) + " ms";
  if (ms < 100000) return (ms / 1000).toFixed(ms < 10000 ? 2 : 1) + " s";
  const minutes = Math.floor(ms / 60000);
  return minutes < 120 ? minutes + " min" : (minutes / 60).toFixed(0) + " h";
}
function since(instant) {
  return duration(Math.max(0, Date.now() - Date.parse(instant)) * 1e6);
}
/* Shortens a long name, and replaces invisible characters, which could change the direction of the text around them. */
function visible(text) {
  return text.slice(0, LONGEST_NAME).replace(/\p{C}/gu, "\ufffd");
}
function task(job) {
  return job.task === null ? "(no task)" : job.course + "/" + job.task;
}
function cell(text, attributes = {}) {
  const shown = visible(text);
  return element("td", {title: shown, ...attributes}, shown);
}
function phaseName(phase) {
  return element("span", {class: "phase"}, element("span", {class: "dot " + phase, "aria-hidden": "true"}), phase.toLowerCase());
}

function tile(name, value, note) {
  return element("div", {class: "tile"}, element("dt", {}, name),
    element("dd", {}, value, " ", element("small", {}, note)));
}
function tiles(now) {
  const jobs = now.last_hour.reduce((sum, runtime) => sum + runtime.jobs, 0);
  const slowest = now.last_hour.reduce((worst, runtime) => Math.max(worst, runtime.answer_ns.p90), 0);
  const failed = now.recent.filter(job => job.failed_phase !== null || job.rejection !== null).length;
  const silence = now.backend.silence_ns;
  return [
    tile("Jobs", now.used + " of " + now.capacity, "at once"),
    tile("Backend", now.backend.connected ? "connected" : "not connected",
      silence === undefined ? "" : "last message " + duration(silence) + " ago"),
    tile("Graded, last hour", String(jobs), jobs === 1 ? "job" : "jobs"),
    tile("Answered in, 90 %", jobs ? duration(slowest) : "–", jobs ? "slowest runtime" : ""),
    tile("Failed and rejected", String(failed), "of the last " + now.recent.length)];
}

function runningRow(job) {
  return element("tr", {}, cell(task(job)), element("td"), cell(job.environment, {class: "wide"}),
    cell(job.runtime ?? "–", {class: "wide"}), element("td", {class: "num"}));
}
function updateRunning(row, job) {
  if (row.dataset.phase !== job.phase) {
    row.dataset.phase = job.phase;
    row.children[1].replaceChildren(phaseName(job.phase));
    write(row.children[3], job.runtime ?? "–");
  }
  write(row.children[4], duration(job.age_ns));
}

const VERDICTS = {success: "good", failed: "warn", timeout: "warn", overflow: "warn", killed: "warn"};
let scale = 0;
function total(job, phases) {
  return phases.reduce((sum, phase) => sum + (job.phases_ns[phase] ?? 0), 0);
}
function bar(job) {
  const picture = shape("svg", {height: 16, role: "img", "aria-label":
    PHASES.filter(phase => phase in job.phases_ns).map(phase => phase + " " + duration(job.phases_ns[phase])).join(", ")});
  picture.append(shape("title", {}, picture.getAttribute("aria-label")),
    shape("rect", {class: "track", x: 0, y: 2, width: "100%", height: 12, rx: 3}));
  let at = 0;
  for (const phase of PHASES) {
    const width = 100 * (job.phases_ns[phase] ?? 0) / scale;
    if (width > 0.05 && at < 100) {
      picture.append(shape("rect", {class: phase, x: at + "%", y: 2, width: Math.min(width, 100 - at) + "%", height: 12}));
    }
    at += width;
  }
  return picture;
}
function recentRow(job) {
  const verdict = element("td", {}, element("span", {class: "pill " + (VERDICTS[job.verdict] ?? "bad")}, job.verdict));
  const reason = job.rejection?.replaceAll("_", " ") ?? (job.failed_phase === null ? null : "failed in " + job.failed_phase.toLowerCase());
  if (reason !== null) verdict.append(element("span", {class: "reason", title: reason}, reason));
  return element("tr", {title: "job " + visible(job.job) + ", " + job.received}, cell(task(job)), verdict,
    cell(job.runtime ?? "–", {class: "wide"}), element("td", {}, bar(job)),
    element("td", {class: "num"}, duration(total(job, ANSWER))));
}
/* The 90th percentile fills the track. The bars are redrawn only when it changes a lot. */
function rescale(jobs) {
  const totals = jobs.map(job => total(job, PHASES)).sort((a, b) => a - b);
  const wanted = totals[Math.floor((totals.length - 1) * 0.9)] || 1;
  if (wanted > scale || wanted < scale / 2) {
    scale = wanted * 1.15;
    $("recent").replaceChildren();
  }
}

/* A logarithmic axis, from a millisecond to a thousand seconds at most. */
function position(ns, decades) {
  return 100 * Math.min(1, Math.max(0, Math.log10(Math.max(ns, 1e6) / 1e6) / decades));
}
function strip(name, values, decades) {
  const picture = shape("svg", {height: 26, role: "img",
    "aria-label": name + ": median " + duration(values.p50) + ", 90 % " + duration(values.p90) + ", 99 % " + duration(values.p99)});
  const [p50, p90, p99] = [values.p50, values.p90, values.p99].map(ns => position(ns, decades) * 0.98 + 1 + "%");
  for (let decade = 0; decade <= decades; decade++) {
    const x = 100 * decade / decades * 0.98 + 1 + "%";
    picture.append(shape("line", {class: "grid", x1: x, x2: x, y1: 0, y2: 26}));
  }
  picture.append(shape("line", {class: "span", x1: p50, x2: p99, y1: 13, y2: 13}),
    shape("line", {class: "tick", x1: p90, x2: p90, y1: 7, y2: 19}),
    shape("line", {class: "tick", x1: p99, x2: p99, y1: 9, y2: 17}),
    shape("circle", {class: "p50", cx: p50, cy: 13, r: 5}));
  return picture;
}
function axis(decades) {
  const picture = shape("svg", {class: "axis", height: 16, "aria-hidden": "true"});
  const named = decades > 4 ? 2 : 1;
  ["1 ms", "10 ms", "100 ms", "1 s", "10 s", "100 s", "1000 s"].slice(0, decades + 1).forEach((text, decade) => {
    if (decade % named === 0) {
      picture.append(shape("text", {x: 100 * decade / decades * 0.98 + 1 + "%", y: 12,
        "text-anchor": decade === 0 ? "start" : decade === decades ? "end" : "middle"}, text));
    }
  });
  return picture;
}
function hourBlock(runtime, decades) {
  const rows = [["Boot", runtime.boot_ns], ["Grade", runtime.grade_ns], ["Answer", runtime.answer_ns]].map(([name, values]) =>
    element("tr", {}, element("th", {scope: "row"}, name), element("td", {}, strip(name, values, decades)),
      element("td", {class: "num"}, duration(values.p50)), element("td", {class: "num"}, duration(values.p90))));
  return element("div", {class: "runtime"},
    element("div", {class: "name"}, element("span", {}, visible(runtime.runtime)),
      element("span", {class: "soft"}, runtime.jobs + (runtime.jobs === 1 ? " job" : " jobs"))),
    element("table", {class: "plot"}, element("thead", {}, element("tr", {}, element("td", {class: "label"}),
      element("td", {}, axis(decades)), element("th", {scope: "col", class: "num percentile"}, "50 %"),
      element("th", {scope: "col", class: "num percentile"}, "90 %"))), element("tbody", {}, ...rows)));
}
function hour(all) {
  const longest = Math.max(...all.map(runtime => Math.max(runtime.answer_ns.p99, runtime.grade_ns.p99)), 1e8);
  const decades = Math.min(6, Math.max(3, Math.ceil(Math.log10(longest / 1e6))));
  return all.map(runtime => hourBlock(runtime, decades));
}

const HEALTH = {ready: "good", degraded: "warn", unavailable: "bad", unknown: "warn"};
function runtimeBlock(runtime) {
  const block = element("div", {class: "runtime"},
    element("div", {class: "name"}, element("span", {}, visible(runtime.name)),
      element("span", {class: "pill " + (HEALTH[runtime.state] ?? "bad")}, runtime.state)));
  if (runtime.version) block.append(element("p", {class: "soft"}, runtime.version));
  if (runtime.reason) block.append(element("p", {}, runtime.reason));
  if (runtime.remedy) block.append(element("p", {}, "Remedy: ", element("code", {}, runtime.remedy)));
  if (runtime.orphans_removed) {
    block.append(element("p", {class: "soft"}, runtime.orphans_removed + " orphaned containers removed"));
  }
  return block;
}

function draw(now) {
  write($("name"), "Ingot agent " + now.name);
  document.title = (now.ready ? "" : "⚠ ") + now.name + " · Ingot";
  write($("ready"), now.ready ? "ready" : now.stopping ? "stopping" : "not ready");
  $("ready").className = "pill " + (now.ready ? "good" : "bad");
  write($("about"), now.version + " · up " + since(now.started) + " · backend " + now.backend.address);
  show($("reasons"), !now.ready);
  if ($("reasons").textContent !== now.not_ready_reasons.join("")) {
    $("reasons").replaceChildren(element("ul", {}, ...now.not_ready_reasons.map(reason => element("li", {}, reason))));
  }
  $("tiles").replaceChildren(...tiles(now));
  const running = now.running.sort((one, other) => other.age_ns - one.age_ns);
  write($("running-count"), running.length ? running.length + (running.length === 1 ? " job" : " jobs") : "");
  show($("running-none"), !running.length);
  show($("running-table"), running.length > 0);
  reconcile($("running"), running, job => job.job, runningRow, updateRunning);
  if (now.recent.length) rescale(now.recent);
  show($("recent-none"), !now.recent.length);
  show($("recent-box"), now.recent.length > 0);
  write($("recent-scale"), now.recent.length ? "the last " + now.recent.length + "; full width: " + duration(scale) : "");
  reconcile($("recent"), now.recent, job => job.job + job.received, recentRow);
  show($("hour-none"), !now.last_hour.length);
  $("hour").replaceChildren(...hour(now.last_hour));
  $("runtimes").replaceChildren(...now.runtimes.map(runtimeBlock));
  show($("warm-pools-box"), now.warm_pools !== undefined && now.warm_pools.length > 0);
  $("warm-pools").replaceChildren(...(now.warm_pools ?? []).map(pool => element("tr", {}, cell(pool.runtime),
    ...[pool.warm + " of " + pool.target, pool.hits, pool.misses].map(count => element("td", {class: "num"}, String(count))),
    ...[pool.student_hits, pool.student_misses].map(count => element("td", {class: "num wide"}, String(count))))));
  write($("environments-count"), String(now.environments.length));
  reconcile($("environments"), now.environments, environment => JSON.stringify(environment), environment => element("tr", {},
    cell(environment.type + "/" + environment.name), cell(environment.runtime),
    element("td", {title: environment.image + ", built " + environment.created}, element("code", {}, environment.image.replace("sha256:", "").slice(0, 12)))));
}

let lastUpdate = null;
async function refresh() {
  try {
    const response = await fetch("/status", {signal: AbortSignal.timeout(TIMEOUT)});
    if (!response.ok) throw new Error("status " + response.status);
    draw(await response.json());
    lastUpdate = new Date();
    show($("lost"), false);
  } catch (problem) {
    write($("lost"), "The agent does not answer" + (lastUpdate ? "; this page shows the state of " + lastUpdate.toLocaleTimeString() : "")
      + ". (" + problem.message + ")");
    show($("lost"), true);
    $("ready").className = "pill bad";
    write($("ready"), "no answer");
  }
  setTimeout(refresh, document.hidden ? HIDDEN_PERIOD : PERIOD);
}
for (const phase of PHASES) $("legend").append(element("li", {}, phaseName(phase)));
refresh();
