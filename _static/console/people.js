// The table of people, pair by pair. Rows stay the same elements from one answer to the next, so that the focus stays too.

import { duration, element, setText } from "./parts.js";

const LONG_WAIT_S = 60;
const COLUMNS = ["role", "where", "for", "waits", "presence", "flags"];
const PRESENCE = {
  here: "● here",
  hidden: "◐ in another tab",
  away: "○ away",
  never: "– not here yet",
  done: "✓ done",
};

const table = document.getElementById("people");
const order = document.getElementById("order");
const rows = new Map();
const bodies = new Map();
let shown = [];
let shownAt = 0;

order.addEventListener("change", () => arrange());

export function showPeople(people) {
  shown = people;
  shownAt = performance.now();
  for (const person of people) fill(rowOf(person), person);
  arrange();
  tick();
  summarise(people);
}

function rowOf(person) {
  if (rows.has(person.code)) return rows.get(person.code);
  const cells = Object.fromEntries(COLUMNS.map((name) => [name, element("td", { class: name })]));
  const head = element("th", { scope: "row" }, element("span", { class: "seat" }), " ", element("span", { class: "soft" }), element("span", { class: "soft submissions" }));
  const button = element("button", { type: "button", class: "secondary small", "data-person": person.code, "aria-label": `Actions on P${person.seat}` }, "Act …");
  const row = { line: element("tr", { "data-person": person.code }, head, ...Object.values(cells), element("td", {}, button)), head, cells, button };
  rows.set(person.code, row);
  return row;
}

function fill(row, person) {
  setText(row.head.children[0], `P${person.seat}`);
  setText(row.head.children[1], person.label);
  setText(row.head.children[2], person.submissions.map((submission) => `SESSION_ID ${submission}`).join("\n"));
  setText(row.cells.role, person.role ?? "");
  setText(row.cells.where, person.where);
  setText(row.cells.waits, person.waits_for);
  const unseen = person.presence === "away" ? ` for ${duration(person.seconds_unseen)}` : "";
  setText(row.cells.presence, `${PRESENCE[person.presence]}${unseen}`);
  setText(row.cells.flags, person.flags.join(", "));
  row.line.classList.toggle("is-away", person.presence === "away");
  row.button.hidden = person.has_left;
}

// One body a pair; those without a pair stand in one at the end.
function arrange() {
  const groups = new Map();
  for (const person of shown) {
    const key = person.pair ?? 0;
    groups.set(key, [...(groups.get(key) ?? []), person]);
  }
  const longest = (people) => Math.max(...people.map((person) => (person.waits_for ? person.seconds_here ?? 0 : -1)));
  const keys = [...groups.keys()].sort((a, b) => {
    if (!a || !b) return a ? -1 : 1;
    if (order.value === "wait") return longest(groups.get(b)) - longest(groups.get(a));
    return groups.get(a)[0].seat - groups.get(b)[0].seat;
  });
  for (const [key, body] of bodies) {
    if (groups.has(key)) continue;
    body.remove();
    bodies.delete(key);
  }
  const wanted = keys.map((key) => bodyOf(key, groups.get(key)));
  wanted.forEach((body, index) => {
    if (table.tBodies[index] !== body) table.insertBefore(body, table.tBodies[index] ?? null);
  });
}

function bodyOf(key, people) {
  if (!bodies.has(key)) {
    const heading = element("th", { colspan: "8", scope: "rowgroup" });
    bodies.set(key, element("tbody", {}, element("tr", { class: "pair" }, heading)));
  }
  const body = bodies.get(key);
  setText(body.rows[0].cells[0], key ? pairName(people[0]) : "Not in a round");
  people.forEach((person, index) => {
    const line = rows.get(person.code).line;
    if (body.rows[index + 1] !== line) body.insertBefore(line, body.rows[index + 1] ?? null);
  });
  while (body.rows.length > people.length + 1) body.rows[body.rows.length - 1].remove();
  return body;
}

function pairName(person) {
  const seats = [person.seat, person.partner].filter((seat) => seat !== null).sort((a, b) => a - b);
  const arm = person.arm ? ` · part ${person.part} of ${person.arm}` : "";
  return `${person.round[0].toUpperCase()}${person.round.slice(1)}${arm} · block ${person.block} · ${seats.map((seat) => `P${seat}`).join(" and ")}`;
}

export function tick() {
  const later = (performance.now() - shownAt) / 1000;
  for (const person of shown) {
    const { cells, line } = rows.get(person.code);
    const seconds = person.seconds_here === null || person.has_left ? null : person.seconds_here + later;
    setText(cells.for, duration(seconds));
    line.classList.toggle("waits-long", Boolean(person.waits_for) && seconds > LONG_WAIT_S);
  }
}

function summarise(people) {
  const count = (test) => people.filter(test).length;
  const there = people.filter((person) => !person.has_left);
  const parts = [
    `${people.length} people`,
    `${there.filter((person) => person.waits_for).length} waiting`,
    `${count((person) => person.presence === "away" && !person.has_left)} away`,
    `${count((person) => person.presence === "never" && !person.has_left)} not here yet`,
    `${count((person) => person.has_left)} finished or left`,
  ];
  setText(document.getElementById("summary"), parts.join(" · "));
}
