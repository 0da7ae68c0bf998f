// The clock of a page with a time limit. It shows every second, speaks twice, and at the end sends the form as timed out.

const timer = document.getElementById("timer");
const clock = document.getElementById("timer-clock");
const announcement = document.getElementById("timer-announcement");
const form = document.getElementById("form");

const secondsAtLoad = Number(timer.dataset.secondsLeft);
// The wall clock, because others stop while a computer sleeps and the server's does not.
const endsAt = Date.now() + secondsAtLoad * 1000;
const warnings = [...document.querySelectorAll("#timer-warnings [data-at]")]
  .map((item) => ({ at: Number(item.dataset.at), text: item.textContent }))
  // What was due before the page was loaded is not said.
  .filter((warning) => warning.at < secondsAtLoad);
const lastWarningAt = Math.min(...[...document.querySelectorAll("#timer-warnings [data-at]")].map((item) => Number(item.dataset.at)));

function show(secondsLeft) {
  const minutes = Math.floor(secondsLeft / 60);
  clock.textContent = `${minutes}:${String(secondsLeft % 60).padStart(2, "0")}`;
  timer.classList.toggle("is-short", secondsLeft <= lastWarningAt);
}

function announce(secondsLeft) {
  const due = warnings.filter((warning) => secondsLeft <= warning.at);
  if (due.length === 0) return;
  warnings.splice(0, warnings.length, ...warnings.filter((warning) => secondsLeft > warning.at));
  announcement.textContent = due[due.length - 1].text;
}

function expire() {
  const input = document.createElement("input");
  input.type = "hidden";
  input.name = "timeout_happened";
  input.value = "1";
  form.append(input);
  form.submit();
}

function tick() {
  const secondsLeft = Math.max(0, Math.ceil((endsAt - Date.now()) / 1000));
  show(secondsLeft);
  announce(secondsLeft);
  if (secondsLeft === 0) {
    clearInterval(ticking);
    expire();
  }
}

const ticking = setInterval(tick, 250);
tick();
