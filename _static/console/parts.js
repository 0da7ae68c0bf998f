// Small parts that the console is put together from. Text goes in as text, so nothing that people typed can be more.

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "";
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const rest = String(Math.floor(seconds % 60)).padStart(2, "0");
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

export function clock(moment) {
  return new Date(moment * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
}

// Whether something was done is known only from an answer. Each action is done once, however often it is sent.
const UNKNOWN = "It is not known whether this was done. Close this, look whether the page below shows it, and repeat it if not: it is done only once.";

// What the server answers a script, whatever stands in between: the parsed object, or its `error` in words.
export async function answerOf(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return { error: `The server answered ${response.status}.` };
  }
}

// An action of the experimenter: oTree takes it only with the token that it has given to this page.
export async function send(address, fields) {
  // Not FormData: the server takes no multipart forms.
  const body = new URLSearchParams();
  body.set("csrftoken", document.querySelector("#confirmation [name=csrftoken]").value);
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  try {
    const response = await fetch(address, { method: "POST", body });
    const answer = await answerOf(response);
    // A proxy, too, answers with 500 and more: for a server that may have worked on.
    return response.status >= 500 ? { error: `The server answered ${response.status}. ${UNKNOWN}` } : answer;
  } catch {
    return { error: `No answer came from the server. ${UNKNOWN}` };
  }
}
