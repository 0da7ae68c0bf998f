// The clock of a page with a time limit. It shows every second, speaks twice, and at the end sends the form as timed out.
// How much time is left is the server's to say: this page counts in between, and asks before it ends anything.

import { isSending } from "./form.js";
import { beat } from "./presence.js";

const ASK_AGAIN_AFTER_MS = 3000;
const JUMP_MS = 1500; // by which two clocks of this computer may differ from one look to the next

const timer = document.getElementById("timer");
const clock = document.getElementById("timer-clock");
const announcement = document.getElementById("timer-announcement");
const form = document.getElementById("form");

const secondsAtRequest = Number(timer.dataset.secondsLeft);
// From when the page was asked for, however late this script comes, and not by the wall clock, which can be set.
let endsAt = (performance.getEntriesByType("navigation")[0]?.requestStart ?? 0) + secondsAtRequest * 1000;
let askNotBefore = 0;
let isAsking = false;
let wallClockAhead = Date.now() - performance.now();

const secondsLeft = () => Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));

const warnings = [...document.querySelectorAll("#timer-warnings [data-at]")]
  .map((item) => ({ at: Number(item.dataset.at), text: item.textContent }))
  // What was due before the page was loaded is not said.
  .filter((warning) => warning.at < secondsLeft());
const firstWarningAt = Math.max(...[...document.querySelectorAll("#timer-warnings [data-at]")].map((item) => Number(item.dataset.at)));
const lastWarningAt = Math.min(...[...document.querySelectorAll("#timer-warnings [data-at]")].map((item) => Number(item.dataset.at)));

function show(seconds) {
  const minutes = Math.floor(seconds / 60);
  clock.textContent = `${minutes}:${String(seconds % 60).padStart(2, "0")}`;
  timer.classList.toggle("is-soon", seconds <= firstWarningAt);
  timer.classList.toggle("is-short", seconds <= lastWarningAt);
}

function announce(seconds) {
  const due = warnings.filter((warning) => seconds <= warning.at);
  if (due.length === 0) return;
  warnings.splice(0, warnings.length, ...warnings.filter((warning) => seconds > warning.at));
  announcement.textContent = due[due.length - 1].text;
}

// Between the question and the answer lies the moment for which the answer holds.
document.addEventListener("seconds-left", ({ detail: { seconds, askedAt, answeredAt } }) => {
  endsAt = Math.min(Math.max(endsAt, askedAt + seconds * 1000), answeredAt + seconds * 1000);
  show(secondsLeft());
});

// The clock that cannot be set stands still while some computers sleep. What really is left, the server knows.
function askIfClocksPart() {
  const ahead = Date.now() - performance.now();
  if (Math.abs(ahead - wallClockAhead) > JUMP_MS) beat();
  wallClockAhead = ahead;
}

async function expire() {
  // A form that was pressed in time is not given up for the news that the time is over.
  if (isSending || isAsking || performance.now() < askNotBefore) return;
  isAsking = true;
  const answer = await beat();
  isAsking = false;
  askNotBefore = performance.now() + ASK_AGAIN_AFTER_MS;
  const isOver = answer?.status === 204 && Number(answer.headers.get("x-seconds-left") ?? 1) === 0;
  if (isOver && !isSending) sendAsTimedOut();
}

function sendAsTimedOut() {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = "timeout_happened";
  input.value = "1";
  form.append(input);
  form.submit();
  // A press from now on is not a decision, should the page still be here; without this it would look like a time-out.
  input.remove();
}

function tick() {
  askIfClocksPart();
  const seconds = secondsLeft();
  show(seconds);
  announce(seconds);
  if (performance.now() >= endsAt) expire();
}

function start() {
  setInterval(tick, 250);
  tick();
}

if (document.prerendering) document.addEventListener("prerenderingchange", start, { once: true });
else start();
