// A wait page: goes on when the server says so, and asks from time to time in case that notice was lost.

import { connect } from "./socket.js";

const ASK_EVERY_MS = 15000;
const JITTER_MS = 5000; // so that a full laboratory does not ask in one moment

const waiting = document.getElementById("waiting");
const status = document.getElementById("waiting-status");

function setLost(isLost) {
  if (waiting.classList.contains("is-lost") === isLost) return;
  waiting.classList.toggle("is-lost", isLost);
  status.textContent = isLost ? waiting.dataset.lost : waiting.dataset.running;
}

async function ask() {
  try {
    const response = await fetch(location.href, { cache: "no-store" });
    if (response.ok && response.url !== location.href.split("#")[0]) {
      location.replace(response.url);
      return;
    }
    setLost(!response.ok);
  } catch {
    setLost(true);
  }
  askLater();
}

function askLater() {
  setTimeout(ask, ASK_EVERY_MS + Math.random() * JITTER_MS);
}

// First, so that nothing that befalls the connection can stop it.
askLater();

window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

connect(waiting.dataset.socketUrl, (message) => {
  if (message.help) document.dispatchEvent(new Event("help-answered"));
  else if (!message.error) location.reload();
});
