// The pizza page: the price and the drawing come from the server (hx-post on the form). Here the pizza only turns a little when it changes.
export function startBuilder() {
  document.body.addEventListener("htmx:afterSwap", () => {
    for (const art of document.querySelectorAll(".builder-art")) {
      const drawn = art.querySelector("svg")?.outerHTML;
      if (art.drawn && drawn !== art.drawn) {
        art.classList.remove("is-turning");
        void art.offsetWidth;
        art.classList.add("is-turning");
      }
      art.drawn = drawn;
    }
  });
}
