// A message to the experimenter and the answer. Nothing is asked of the server until this person has once written.

const part = document.getElementById("help");
const panel = document.getElementById("help-panel");
const list = document.getElementById("help-messages");
const news = document.getElementById("help-news");
const error = document.getElementById("help-problem");
const input = document.getElementById("help-text");
const texts = part.dataset;
const hasWritten = `has-written ${texts.url}`;
const nSeen = `seen ${texts.url}`;
// A browser that keeps nothing for us lets a person ask all the same.
const kept = (name) => attempt(() => localStorage.getItem(name));
const keep = (name, value) => attempt(() => localStorage.setItem(name, value));

let isSending = false;
let isWriting = false;

function attempt(storing) {
  try {
    return storing();
  } catch {
    return null;
  }
}

function show(messages) {
  list.replaceChildren(
    ...messages.map(({ kind, text }) => {
      const item = document.createElement("li");
      const who = document.createElement("strong");
      who.textContent = kind === "help_asked" ? texts.you : texts.experimenter;
      item.append(who, " ", text);
      return item;
    }),
  );
  const answers = messages.filter((message) => message.kind === "help_answered");
  if (answers.length <= Number(kept(nSeen) ?? 0)) return;
  // Said once, wherever the person is when the answer comes.
  keep(nSeen, String(answers.length));
  news.textContent = `${texts.answered} ${answers.at(-1).text}`;
  panel.open = true;
}

async function request(options) {
  const response = await fetch(texts.url, { cache: "no-store", ...options });
  if (!response.ok) throw new Error(`status ${response.status}`);
  return response.json();
}

async function fetchAnswers() {
  if (!isWriting && !kept(hasWritten)) return;
  try {
    show(await request());
  } catch {
    // The next page, or the next notice, asks again.
  }
}

document.getElementById("help-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (isSending) return;
  error.textContent = "";
  if (!input.value.trim()) {
    error.textContent = texts.empty;
    input.focus();
    return;
  }
  isSending = true;
  try {
    isWriting = true;
    keep(hasWritten, "yes");
    show(await request({ method: "POST", body: JSON.stringify({ text: input.value }) }));
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true }));
    news.textContent = texts.sent;
  } catch {
    error.textContent = texts.failed;
  }
  isSending = false;
});

document.addEventListener("help-answered", fetchAnswers);
part.hidden = false;
fetchAnswers();
