// The profit calculator: the server computes, with the function that pays people. Its connection opens at the first query.

import { connect } from "./socket.js";

const ANSWER_WITHIN_MS = 5000;

const panel = document.getElementById("calculator");

function start() {
  const [capacity, demand] = ["capacity", "demand"].map((name) => document.getElementById(`calculator-${name}`));
  const error = document.getElementById("calculator-error");
  const results = document.getElementById("calculator-results");
  let socket = null;
  let overdue = null;

  function showError(text) {
    error.textContent = text;
    error.hidden = false;
    results.hidden = true;
  }

  function receive(message) {
    clearTimeout(overdue);
    const answer = message.live_method_payload;
    if (!message.otree_success || !answer) return showError(panel.dataset.offline);
    if (answer.error) return showError(plainText(answer.error));
    for (const cell of results.querySelectorAll("[data-key]")) cell.textContent = plainText(answer[cell.dataset.key]);
    error.hidden = true;
    results.hidden = false;
  }

  function calculate() {
    socket ??= connect(panel.dataset.liveUrl, receive);
    clearTimeout(overdue);
    overdue = setTimeout(() => showError(panel.dataset.offline), ANSWER_WITHIN_MS);
    // Kept back by the socket until the connection is open.
    socket.send(JSON.stringify({ capacity: capacity.value, demand: demand.value }));
  }

  document.getElementById("calculator-button").addEventListener("click", calculate);
  for (const input of [capacity, demand]) {
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      calculate();
    });
  }
}

// Texts from the catalogue come escaped for HTML.
function plainText(escaped) {
  return new DOMParser().parseFromString(escaped, "text/html").documentElement.textContent;
}

if (panel) start();
