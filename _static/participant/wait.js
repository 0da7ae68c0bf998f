// A wait page: goes on when the server says so, and asks from time to time in case that notice was lost.

import { connect } from "./socket.js";

const ASK_EVERY_MS = 15000;
const JITTER_MS = 5000; // so that a full laboratory does not ask in one moment
const RESEND_AFTER_MS = 8000;
const MARGIN_MS = 300; // so that what is due then is due indeed

const waiting = document.getElementById("waiting");
const status = document.getElementById("waiting-status");

function setLost(isLost) {
  if (waiting.classList.contains("is-lost") === isLost) return;
  waiting.classList.toggle("is-lost", isLost);
  status.textContent = isLost ? waiting.dataset.lost : waiting.dataset.running;
}

let next = null;
let isAsking = false;
let isChosen = false;

function loadAnew() {
  if (!isChosen) location.reload();
}

async function ask() {
  if (isAsking) return;
  isAsking = true;
  clearTimeout(next);
  let askAgainIn = null;
  try {
    const response = await fetch(location.href, {
      headers: { "x-page-opening": document.getElementById("offer") ? "leave" : "wait" },
      redirect: "manual",
      cache: "no-store",
    });
    // A redirect: the waiting is over. 205: the page has something new to say.
    if (response.type === "opaqueredirect" || response.status === 205) {
      loadAnew();
      if (!isChosen) return;
    }
    setLost(!response.ok && response.type !== "opaqueredirect");
    askAgainIn = response.headers.get("x-ask-again");
  } catch {
    setLost(true);
  }
  isAsking = false;
  askLater(askAgainIn);
}

// The server says when something will be due, if that is soon.
function askLater(seconds) {
  const usual = ASK_EVERY_MS + Math.random() * JITTER_MS;
  next = setTimeout(ask, seconds ? Math.min(usual, Number(seconds) * 1000 + MARGIN_MS) : usual);
}

// First, so that nothing that befalls the connection can stop it.
askLater(waiting.dataset.askAgain);
// The page need not load itself anew, as it does where this script has not come.
document.documentElement.dataset.attended = "yes";

// What has been chosen is on its way: nothing may be loaded in its place, or the browser would give it up.
document.getElementById("offer")?.addEventListener("submit", () => {
  isChosen = true;
  setTimeout(() => {
    isChosen = false;
  }, RESEND_AFTER_MS);
});

window.addEventListener("pageshow", (event) => {
  if (event.persisted) loadAnew();
});

connect(waiting.dataset.socketUrl, (message) => {
  if (message.help) document.dispatchEvent(new Event("help-answered"));
  else if (message.ask) ask();
  else if (!message.error) loadAnew();
});
