// Requests for help: one conversation a person, unanswered ones first, counted beside the heading and in the tab's title.

import { clock, element, send, setText } from "./parts.js";

const list = document.getElementById("conversations");
const badge = document.getElementById("help-count");
const announcement = document.getElementById("help-announcement");
const title = document.title;
const conversations = new Map();

let address = "";
let longestMessage = 0;
let report = () => {};
let lastSeen = 0;

export function startHelpDesk(actionAddress, longest, reportDone) {
  [address, longestMessage, report] = [actionAddress, longest, reportDone];
}

export function showConversations(people, events) {
  const seats = new Map(people.map((person) => [person.code, person.seat]));
  const messages = events.filter((event) => event.kind.startsWith("help_"));
  for (const message of messages.filter((one) => one.id > lastSeen)) add(message, seats.get(message.code));
  const news = messages.filter((one) => one.id > lastSeen && one.kind === "help_asked");
  if (news.length) setText(announcement, news.map((one) => `P${seats.get(one.code)} asks for help.`).join(" "));
  lastSeen = Math.max(lastSeen, ...messages.map((one) => one.id));

  const open = [...conversations.values()].filter((one) => one.isOpen).length;
  document.getElementById("no-help").hidden = conversations.size > 0;
  badge.hidden = open === 0;
  setText(badge, `${open} unanswered`);
  document.title = open ? `(${open}) ${title}` : title;
}

function add(message, seat) {
  const conversation = conversationOf(message.code, seat);
  const isAsked = message.kind === "help_asked";
  const who = isAsked ? `P${seat}` : "You";
  const line = message.kind === "help_settled" ? "answered in person" : JSON.parse(message.detail).text;
  conversation.lines.append(element("li", {}, element("span", { class: "soft" }, `${clock(message.at)} ${who}: `), line));
  conversation.isOpen = isAsked;
  conversation.settle.hidden = !isAsked;
  conversation.part.classList.toggle("is-open", isAsked);
  if (isAsked) list.prepend(conversation.part);
}

function conversationOf(code, seat) {
  if (conversations.has(code)) return conversations.get(code);
  const lines = element("ol", {});
  const id = `answer-${code}`;
  const text = element("textarea", { id, rows: "2", maxlength: String(longestMessage) });
  const problem = element("p", { class: "trouble", role: "alert" });
  const settle = element("button", { type: "button", class: "secondary", "data-action": "settle" }, "Answered in person");
  const buttons = element("p", { class: "buttons" }, element("button", { type: "submit" }, "Send answer"), settle);
  const form = element("form", {}, element("label", { for: id }, `Answer to P${seat}`), text, problem, buttons);
  const act = async (fields) => {
    const answer = await send(address, { participant: code, ...fields });
    setText(problem, answer.error ?? "");
    if (answer.error) return;
    text.value = "";
    report(answer.done);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    act({ action: "answer", text: text.value });
  });
  settle.addEventListener("click", () => act({ action: "settle" }));
  const part = element("article", { class: "conversation", "aria-label": `P${seat}`, "data-person": code }, element("h3", {}, `P${seat}`), lines, form);
  list.append(part);
  conversations.set(code, { part, lines, settle, isOpen: false });
  return conversations.get(code);
}
