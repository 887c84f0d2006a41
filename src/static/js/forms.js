// Small help for forms. Every form works without it.

// <div class="stepper" x-data="stepper"> − <input type="number"> + : the buttons change the number and say so to the form.
export const stepper = () => ({
  input: null,
  init() {
    this.input = this.$root.querySelector("input");
  },
  less() {
    this.step(-1);
  },
  more() {
    this.step(1);
  },
  step(by) {
    const least = this.input.min === "" ? -Infinity : Number(this.input.min);
    const most = this.input.max === "" ? Infinity : Number(this.input.max);
    this.input.value = Math.min(most, Math.max(least, Number(this.input.value) + by));
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  },
});

// data-once: a second press of an order's button does nothing (the server would answer with the same order anyway).
function once(form, event) {
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  for (const button of form.querySelectorAll("[type=submit]")) button.setAttribute("aria-busy", "true");
}

export function startForms() {
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-once]")) once(event.target, event);
  });
  // Coming back by the browser's back button: the form may be sent again.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });
  // data-submits: a select or a radio that sends its form at once; its button is for no-js only.
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-submits]")) event.target.form?.requestSubmit();
  });
  // A field that was refused: go there and let it be read aloud.
  document.querySelector("[aria-invalid=true]")?.focus();
  document.body.addEventListener("htmx:afterSettle", (event) => event.detail.elt.querySelector?.("[aria-invalid=true]")?.focus());
}
