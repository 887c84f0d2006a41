// The pizza page: the price and the drawing come from the server (htmx on the form). Here the pizza turns a little when it
// changes, and an answer to an older choice is dropped, so that it cannot undo what a quick finger chose meanwhile.
let chosen = 0;
let asked = 0;

const isBuilder = (event) => event.detail.elt?.id === "builder" || event.detail.requestConfig?.elt?.id === "builder";

function turn() {
  for (const art of document.querySelectorAll(".builder-art")) {
    const drawn = art.innerHTML;
    if (turn.last && drawn !== turn.last) art.classList.add("is-turning");
    turn.last = drawn;
  }
}

export function startBuilder() {
  const form = document.getElementById("builder");
  if (!form) return;
  turn();
  form.addEventListener("change", () => (chosen += 1), { capture: true });
  document.body.addEventListener("htmx:beforeRequest", (event) => isBuilder(event) && (asked = chosen));
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (isBuilder(event) && asked !== chosen) event.detail.shouldSwap = false;
  });
  document.body.addEventListener("htmx:afterSettle", turn);
}
