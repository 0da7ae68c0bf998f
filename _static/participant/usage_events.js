// Notes how a page is used: instructions or history opened, first edit, page out of sight. One hidden input of the page's own form
// takes the events to the server, so that they cost no request.

const MOST_EVENTS = 25;

const form = document.getElementById("form");
const input = document.createElement("input");
input.type = "hidden";
input.name = "usage_events";
form.append(input);

const events = [];
const loadedAt = performance.now();
const secondsSince = (moment) => Math.round((performance.now() - moment) / 10) / 100;

function note(kind, seconds, more = {}) {
  if (events.length >= MOST_EVENTS) return;
  events.push({ kind, seconds, ...more });
  input.value = JSON.stringify(events);
}

function noteFirstEdit(event) {
  if (!event.target.name || event.target.form !== form) return;
  form.removeEventListener("input", noteFirstEdit);
  note("first_edit", secondsSince(loadedAt), { field: event.target.name });
}

// A page that came back with an error has been edited before.
if (!document.getElementById("error-summary")) form.addEventListener("input", noteFirstEdit);

document.getElementById("instructions")?.addEventListener("toggle", (event) => {
  if (event.target.open) note("instructions_opened", secondsSince(loadedAt));
});

// A table that comes open says that it has opened, too; the person has done nothing.
const history = document.getElementById("history");
let isHistoryOpen = history?.open;
history?.addEventListener("toggle", () => {
  if (history.open && !isHistoryOpen) note("history_opened", secondsSince(loadedAt));
  isHistoryOpen = history.open;
});

let hiddenAt = null;
document.addEventListener("visibilitychange", () => {
  if (document.hidden) hiddenAt = performance.now();
  else if (hiddenAt !== null) {
    note("page_hidden", secondsSince(hiddenAt));
    hiddenAt = null;
  }
});
