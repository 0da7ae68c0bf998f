// Keeps what is typed and not yet sent, should the page be loaded anew: by the person, or because the browser has
// discarded the window meanwhile. It stays in this window, and is forgotten on the next page.

const PREFIX = "typed ";
const KEPT = "input[type=text], input[type=radio], textarea";
const key = PREFIX + location.pathname;

// A browser that keeps nothing for us loses what is typed, and nothing else.
function attempt(storing) {
  try {
    return storing();
  } catch {
    return null;
  }
}

const boxes = [...document.querySelectorAll(KEPT)].filter((box) => box.id);
const valueOf = (box) => (box.type === "radio" ? box.checked : box.value);

function keep() {
  const typed = Object.fromEntries(boxes.filter(valueOf).map((box) => [box.id, valueOf(box)]));
  attempt(() => sessionStorage.setItem(key, JSON.stringify(typed)));
}

function restore() {
  const typed = attempt(() => JSON.parse(sessionStorage.getItem(key))) ?? {};
  for (const box of boxes) {
    if (!(box.id in typed)) continue;
    if (box.type === "radio") box.checked = true;
    else if (!box.value) box.value = typed[box.id];
  }
}

attempt(() => {
  for (const other of Object.keys(sessionStorage)) {
    if (other.startsWith(PREFIX) && other !== key) sessionStorage.removeItem(other);
  }
});
// A page that came back with an error shows what was sent, or what is to be answered anew.
if (document.getElementById("error-summary")) keep();
else restore();
document.addEventListener("input", keep);
document.addEventListener("change", keep);
