// The form of a page: errors get the focus, nothing is sent twice, and the page goes on when the server says so.

import { connect } from "./socket.js";

const RESEND_AFTER_MS = 8000; // a lost request must not leave a button that does nothing

// A page that answers a form, with errors for instance, is asked for anew by anyone who reloads it or comes back to it.
// Otherwise the browser would want to send the form once more, and say so on a page of its own.
const address = new URL(location.href);
// It told this browser from a program, and must not travel on with the address.
address.searchParams.delete("browser");
history.replaceState(null, "", address);

const form = document.getElementById("form");
// Nothing may be loaded in place of a form that is on its way: the browser would give the form up.
export let isSending = false;

function setSending(isNowSending) {
  isSending = isNowSending;
  for (const button of form.querySelectorAll("button[type=submit]")) {
    // aria-disabled and not disabled: a disabled button loses the focus and is not sent with its value.
    if (isSending) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

form.addEventListener("submit", (event) => {
  if (isSending) {
    event.preventDefault();
    return;
  }
  setSending(true);
  setTimeout(() => setSending(false), RESEND_AFTER_MS);
});

// A page brought back by the back button may be long over: the server knows where this person is.
window.addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

document.getElementById("error-summary")?.focus();

for (const link of document.querySelectorAll("#error-summary a")) {
  link.addEventListener("click", (event) => {
    const field = document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus({ preventScroll: true });
    // The label above must be seen too.
    (field.closest(".field") ?? field).scrollIntoView();
  });
}

connect(form.dataset.socketUrl, (message) => {
  if (message.auto_advanced && !isSending) location.reload();
  if (message.help) document.dispatchEvent(new Event("help-answered"));
});
