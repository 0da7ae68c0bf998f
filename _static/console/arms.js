// How far the blocks of each arm are; nothing where all blocks play the same.

import { element } from "./parts.js";

export function showArms(arms) {
  document.getElementById("arms").hidden = arms.length === 0;
  document.getElementById("arm-rows").replaceChildren(
    ...arms.map((arm) =>
      element("tr", {}, element("th", { scope: "row" }, arm.name), ...["blocks", "playing", "finished", "people"].map((name) => element("td", {}, String(arm[name])))),
    ),
  );
}
