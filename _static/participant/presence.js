// Tells the server that this page is there, and learns whether it still counts: the window opened last is the one that does.

import { isSending } from "./form.js";

const form = document.getElementById("form");
const opening = document.getElementById("opening");
const dialog = document.getElementById("elsewhere");
const beatEveryMs = Number(form.dataset.beatSeconds) * 1000;

export async function tell(number) {
  const askedAt = performance.now();
  try {
    const answer = await fetch(location.href, {
      headers: { "x-page-opening": number },
      redirect: "manual",
      cache: "no-store",
    });
    // A redirect: the person is on another page by now.
    if (answer.type === "opaqueredirect" && !isSending) location.reload();
    announceSecondsLeft(answer.headers.get("x-seconds-left"), askedAt);
    return answer;
  } catch {
    return null; // the next one may get through
  }
}

// When the server said so is not known here, only that it was after the question and before the answer.
function announceSecondsLeft(seconds, askedAt) {
  if (seconds === null) return;
  const detail = { seconds: Number(seconds), askedAt, answeredAt: performance.now() };
  document.dispatchEvent(new CustomEvent("seconds-left", { detail }));
}

export async function beat() {
  const answer = await tell(opening.value);
  if (answer?.status === 409 && !dialog.open) dialog.showModal();
  return answer;
}

// Nothing is loaded anew, so that what has been typed here stays.
async function takeOver() {
  const answer = await tell("new");
  if (answer?.status !== 204) return;
  opening.value = answer.headers.get("x-page-opening");
  dialog.close();
}

document.getElementById("elsewhere-button").addEventListener("click", takeOver);
dialog.addEventListener("cancel", (event) => event.preventDefault());

function start() {
  // The server could not tell this browser from a program: the window counts once its script has spoken.
  if ("isNew" in form.dataset) beat();
  if (beatEveryMs > 0) setInterval(beat, beatEveryMs);

  // A phone is silent while it is locked, and a hidden window may have been overtaken.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) beat();
  });
  window.addEventListener("focus", beat);
}

// A page that was loaded ahead is not yet anybody's.
if (document.prerendering) document.addEventListener("prerenderingchange", start, { once: true });
else start();
