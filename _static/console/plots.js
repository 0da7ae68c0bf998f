// Two pictures of all decisions so far. Counted rounds are round marks and practice rounds are diamonds, so that no colour
// has to be told apart.

const SVG = "http://www.w3.org/2000/svg";
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 448, 12, 292];
const N_TICKS = 5;

const chosen = document.getElementById("plotted");
let shown = { points: [], frames: [] };
chosen.addEventListener("change", () => drawAll());

export function showPlots(points, frames) {
  shown = { points, frames };
  if (chosen.options.length !== frames.length) chosen.replaceChildren(...frames.map((frame, index) => new Option(frame.name, String(index))));
  document.getElementById("plots-of").hidden = frames.length < 2;
  drawAll();
}

// Parts of different games have different ranges, so each game has pictures of its own.
function drawAll() {
  const index = Math.max(0, chosen.selectedIndex);
  showGame(shown.points.filter((point) => point[4] === index), shown.frames[index]);
}

function showGame(points, frame) {
  const reports = points.filter(([forecast, report]) => forecast !== null && report !== null);
  const capacities = points.filter(([, report, capacity]) => report !== null && capacity !== null);
  draw("report", {
    title: "Report against forecast",
    points: reports.map(([forecast, report, , isPractice]) => [forecast, report, isPractice]),
    x: { name: "Forecast", range: frame.forecast },
    y: { name: "Report", range: frame.forecast },
    lines: [{ name: "truth", ends: frame.forecast.map((value) => [value, value]) }],
  });
  draw("capacity", {
    title: "Capacity against report",
    points: capacities.map(([, report, capacity, isPractice]) => [report, capacity, isPractice]),
    x: { name: "Report", range: frame.forecast },
    y: { name: "Capacity", range: frame.capacity },
    lines: [
      { name: "full trust", ends: frame.trusting },
      { name: "no trust", ends: frame.forecast.map((value) => [value, frame.babbling]) },
    ],
  });
}

function draw(name, { title, points, x, y, lines }) {
  const picture = document.getElementById(`${name}-plot`);
  const across = scale(x.range, LEFT, RIGHT);
  const up = scale(y.range, BOTTOM, TOP);
  picture.replaceChildren(...axis(x, across, true), ...axis(y, up, false));
  for (const line of lines) picture.append(...reference(line, across, up, y.range));
  // Practice below, so that it never hides what counts.
  for (const [px, py, isPractice] of [...points].sort((a, b) => b[2] - a[2])) picture.append(mark(across(px), up(py), isPractice));
  const nPractice = points.filter((point) => point[2]).length;
  document.getElementById(`${name}-caption`).textContent =
    `${title}: ${points.length - nPractice} rounds that count, ${nPractice} practice rounds. Dashed: ${lines.map((line) => line.name).join(" and ")}.`;
}

function scale([lowest, highest], from, to) {
  return (value) => from + ((value - lowest) / (highest - lowest)) * (to - from);
}

function axis({ name, range: [lowest, highest] }, place, isAcross) {
  const parts = [];
  for (let index = 0; index < N_TICKS; index += 1) {
    const value = lowest + ((highest - lowest) * index) / (N_TICKS - 1);
    const at = place(value);
    parts.push(isAcross ? svg("line", { class: "grid", x1: at, x2: at, y1: TOP, y2: BOTTOM }) : svg("line", { class: "grid", x1: LEFT, x2: RIGHT, y1: at, y2: at }));
    parts.push(isAcross ? text(Math.round(value), at, BOTTOM + 18, "middle") : text(Math.round(value), LEFT - 6, at + 4, "end"));
  }
  parts.push(isAcross ? text(name, (LEFT + RIGHT) / 2, BOTTOM + 40, "middle") : text(name, 14, (TOP + BOTTOM) / 2, "middle", `rotate(-90 14 ${(TOP + BOTTOM) / 2})`));
  return parts;
}

function reference({ name, ends: [[x1, y1], [x2, y2]] }, across, up, [lowest, highest]) {
  const inside = (value) => Math.min(highest, Math.max(lowest, value));
  const label = text(name, across(x2) - 4, up(inside(y2)) + 30, "end");
  label.setAttribute("class", "line-name");
  return [svg("line", { class: "reference", x1: across(x1), y1: up(inside(y1)), x2: across(x2), y2: up(inside(y2)) }), label];
}

function mark(x, y, isPractice) {
  if (!isPractice) return svg("circle", { class: "point", cx: x, cy: y, r: 4 });
  return svg("path", { class: "point-practice", d: `M${x} ${y - 5.5} l5.5 5.5 l-5.5 5.5 l-5.5 -5.5 Z` });
}

function text(content, x, y, anchor, transform = "") {
  const made = svg("text", { x, y, "text-anchor": anchor });
  if (transform) made.setAttribute("transform", transform);
  made.textContent = String(content).replace("-", "−");
  return made;
}

function svg(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
