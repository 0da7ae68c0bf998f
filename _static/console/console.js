// The console: asks the server every few seconds where everybody is, and hands the answer to the parts of the page.

import { startActions } from "./actions.js";
import { showArms } from "./arms.js";
import { showConversations, startHelpDesk } from "./help_desk.js";
import { showInterventions } from "./log.js";
import { answerOf } from "./parts.js";
import { showPeople, tick } from "./people.js";
import { showPlots } from "./plots.js";

const ASK_EVERY_MS = 3000;
const ASK_HIDDEN_EVERY_MS = 15000;
// Participants are answered one at a time, and the console is one of them: it takes no more than this part of the time.
const LARGEST_SHARE = 0.05;

const page = document.getElementById("console");
const trouble = document.getElementById("trouble");
const done = document.getElementById("done");
const address = `/console/${page.dataset.code}`;

let pointsKey = "";
let waiting = null;

function show(state) {
  pointsKey = state.points_key;
  showPeople(state.people);
  showConversations(state.people, state.events);
  showInterventions(state.people, state.events);
  showArms(state.arms);
  if (state.points) showPlots(state.points, JSON.parse(page.dataset.frames));
}

function setTrouble(text) {
  if (trouble.textContent !== text) trouble.textContent = text;
}

async function ask() {
  clearTimeout(waiting);
  const startedAt = performance.now();
  try {
    const response = await fetch(`${address}?points_key=${pointsKey}`, { cache: "no-store" });
    const answer = await answerOf(response);
    // Anyone who is not logged in any more has to do something; everything else may pass.
    if (response.status === 401) return setTrouble(answer.error);
    if (response.ok && !answer.error) show(answer);
    setTrouble(answer.error ? `${answer.error} What you see is not current; this page keeps trying.` : "");
  } catch (error) {
    console.warn(error);
    setTrouble("The server cannot be reached. What you see is not current; this page keeps trying.");
  }
  const least = document.hidden ? ASK_HIDDEN_EVERY_MS : ASK_EVERY_MS;
  waiting = setTimeout(ask, Math.max(least, (performance.now() - startedAt) / LARGEST_SHARE));
}

function report(text) {
  done.textContent = text;
  ask();
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) ask();
});
setInterval(tick, 1000);
startActions(`${address}/action`, report);
startHelpDesk(`${address}/action`, Number(page.dataset.longestMessage), report);
ask();
