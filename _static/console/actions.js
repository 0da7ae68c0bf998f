// Actions on one person: what can be done, what it will do in words, and only then the button that does it.

import { answerOf, element, send, setText } from "./parts.js";

const dialog = document.getElementById("actions");
const heading = document.getElementById("actions-heading");
const trouble = document.getElementById("actions-trouble");
const offers = document.getElementById("offers");
const form = document.getElementById("confirmation");
const words = document.getElementById("words");
const confirm = document.getElementById("confirm");
const reason = document.getElementById("reason");

let chosen = null;
let isSending = false;

export function startActions(address, report) {
  document.getElementById("people").addEventListener("click", (event) => {
    const button = event.target.closest("button[data-person]");
    if (button) open(address, button.dataset.person, button.getAttribute("aria-label"));
  });
  document.getElementById("back").addEventListener("click", () => choose(null));
  document.getElementById("close").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (isSending) return;
    isSending = true;
    const answer = await send(address, { ...chosen, reason: reason.value });
    isSending = false;
    if (answer.error) {
      setText(trouble, answer.error);
      return;
    }
    dialog.close();
    report(answer.done);
  });
}

async function open(address, person, title) {
  setText(heading, title);
  setText(trouble, "");
  offers.replaceChildren();
  choose(null);
  dialog.showModal();
  try {
    const response = await fetch(`${address}?participant=${encodeURIComponent(person)}`, { cache: "no-store" });
    const answer = await answerOf(response);
    if (answer.error) setText(trouble, answer.error);
    else offers.replaceChildren(...answer.offers.map((offer) => offerPart(offer, person, answer.page_index)));
  } catch {
    setText(trouble, "The server cannot be reached.");
  }
}

function offerPart(offer, person, pageIndex) {
  const button = element("button", { type: "button", "data-action": offer.action }, `${offer.label} …`);
  button.disabled = !offer.is_possible;
  button.addEventListener("click", () => choose({ action: offer.action, participant: person, page_index: pageIndex }, offer));
  return element("section", { class: "offer" }, button, element("p", {}, offer.words));
}

function choose(fields, offer) {
  chosen = fields;
  offers.hidden = fields !== null;
  form.hidden = fields === null;
  if (!fields) return;
  reason.value = "";
  setText(words, offer.words);
  setText(confirm, `${offer.label}: confirm`);
  reason.focus();
}
