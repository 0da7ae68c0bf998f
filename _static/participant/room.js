// The entry page of a room: asks the server whether this person may enter, and keeps what the address carries besides the label.

const form = document.getElementById("room-form");
const error = document.getElementById("room-error");
const label = document.getElementById("participant_label");
const address = new URLSearchParams(location.search);

if (label && address.has("participant_label")) label.value = address.get("participant_label");

function showError(text) {
  error.textContent = text;
  label?.setAttribute("aria-invalid", "true");
  document.getElementById("room-field")?.classList.add("has-error");
  label?.focus();
}

function textFor(errors) {
  if (!("participant_label" in errors) || !label) return form.dataset.refused;
  return label.value.trim() ? form.dataset.unknown : form.dataset.missing;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (label) address.set("participant_label", label.value.trim());
  error.textContent = "";
  try {
    const response = await fetch(location.pathname, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(Object.fromEntries(address)),
    });
    const answer = await response.json();
    if (answer.status !== "ok") return showError(textFor(answer.errors ?? {}));
    address.set("welcome_page_ok", "1");
    // What a program that fetches this address does not add.
    address.set("browser", "yes");
    location.href = `${location.pathname}?${address}`;
  } catch {
    showError(form.dataset.unreachable);
  }
});
