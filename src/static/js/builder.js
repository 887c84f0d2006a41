// The pizza page: the price and the drawing come from the server (htmx on the form). Here the pizza turns a little when it
// changes, what was unfolded stays so, and an answer to an older choice is dropped, so that it cannot undo what a quick
// finger chose meanwhile.
let chosen = 0;
let asked = 0;
const unfolded = new Map();

const isBuilder = (event) => event.detail.elt?.id === "builder" || event.detail.requestConfig?.elt?.id === "builder";

function turn() {
  for (const art of document.querySelectorAll(".builder-art")) {
    const drawn = art.innerHTML;
    if (turn.last && drawn !== turn.last) art.classList.add("is-turning");
    turn.last = drawn;
  }
}

function unfold() {
  const why = document.getElementById("why");
  if (why && unfolded.has("why")) why.open = unfolded.get("why");
}

export function startBuilder() {
  const form = document.getElementById("builder");
  if (!form) return;
  turn();
  // What has no name is no choice: a word typed to find a pizza would ask for the price, and the list would be made anew
  // under the finger.
  document.addEventListener("change", (event) => !event.target.name && form.contains(event.target) && event.stopPropagation(), { capture: true });
  form.addEventListener("change", () => (chosen += 1), { capture: true });
  form.addEventListener("toggle", (event) => event.target.id && unfolded.set(event.target.id, event.target.open), { capture: true });
  document.body.addEventListener("htmx:beforeRequest", (event) => isBuilder(event) && (asked = chosen));
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (isBuilder(event) && asked !== chosen) event.detail.shouldSwap = false;
  });
  // A button that stays as it was is not made anew, else it would go from under the mouse that presses it: to leave a field
  // one typed in is a change, too.
  document.body.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
    if (detail.target.id === "adding" && detail.fragment.firstElementChild?.outerHTML === detail.target.outerHTML) detail.shouldSwap = false;
  });
  document.body.addEventListener("htmx:afterSettle", () => {
    turn();
    unfold();
  });
}
