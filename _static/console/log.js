// Who has left and what the experimenter has done to people, latest first.

import { clock, element } from "./parts.js";

const log = document.getElementById("log");
let nShown = 0;

export function showInterventions(people, events) {
  const seats = new Map(people.map((person) => [person.code, person.seat]));
  const done = events.filter((event) => event.log);
  document.getElementById("no-interventions").hidden = done.length > 0;
  for (const event of done.slice(nShown)) {
    const { reason, by } = JSON.parse(event.detail);
    const parts = [`${clock(event.at)} P${seats.get(event.code)} ${event.log} “${event.where}”`];
    if (by) parts.push(` by ${by}`);
    if (reason) parts.push(`: ${reason.replaceAll("_", " ")}`);
    log.prepend(element("li", {}, parts.join("")));
  }
  nShown = done.length;
}
