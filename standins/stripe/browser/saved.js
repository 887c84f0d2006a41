/* The cards a customer kept: shown, chosen, taken away. Brand, last four digits and expiry are all that this form ever hears. */
const part = (id) => document.getElementById(id);
const named = (brand) => brand.charAt(0).toUpperCase() + brand.slice(1);

export class SavedCards {
  constructor({ call, session, intent, changed, complain }) {
    Object.assign(this, { call, session, intent, changed, complain });
    this.cards = new Map();
    this.features = {};
    part("kept").addEventListener("change", () => changed());
    part("kept-cards").addEventListener("click", ({ target }) => this.press(target));
  }

  /** The card that is paid with, or nothing: a new one. */
  get chosen() {
    const radio = part("kept").querySelector("input:checked");
    return (radio && this.cards.get(radio.value)) || null;
  }

  /** What a new card is kept for, "" where it is not to be kept. */
  get usage() {
    return part("save").querySelector("input").checked ? this.features.payment_method_save_usage : "";
  }

  /** Resolves to the error, if there was one. The newest card is chosen. */
  async load() {
    const asked = new URLSearchParams({ customer_session_client_secret: this.session });
    if (this.intent) asked.set("intent", this.intent);
    const { error, answer } = await this.call("GET", "/v1/elements/sessions", asked);
    if (error) return error;
    this.features = answer.customer.features;
    part("save").hidden = this.features.payment_method_save !== "enabled";
    for (const card of answer.customer.payment_methods) this.add(card);
    this.settle();
    return null;
  }

  add(card) {
    const row = part("kept-card").content.cloneNode(true).querySelector("li");
    const { brand, last4, exp_month: month, exp_year: year } = card.card;
    row.querySelector("input").value = card.id;
    row.querySelector("b").textContent = `${named(brand)} •••• ${last4}`;
    row.querySelector("small").textContent = `${String(month).padStart(2, "0")}/${String(year).slice(-2)}`;
    const ask = row.querySelector('[data-do="ask"]');
    ask.setAttribute("aria-label", `${ask.textContent} ${named(brand)} ${last4}`);
    ask.hidden = this.features.payment_method_remove !== "enabled";
    this.cards.set(card.id, card);
    part("kept-cards").append(row);
  }

  /** Without any card there is nothing to choose; with some, one is chosen. */
  settle() {
    part("kept").hidden = !this.cards.size;
    if (!part("kept").querySelector("input:checked")) part("kept").querySelector("input").checked = true;
  }

  focus() {
    part("kept").querySelector("input:checked").focus();
  }

  press(button) {
    const act = button.dataset.do;
    if (!act) return;
    const row = button.closest("li");
    if (act === "remove") {
      this.remove(row);
      return;
    }
    for (const shown of row.querySelectorAll("label, .ask, [data-do=ask]")) {
      shown.hidden = shown.matches(".ask") ? act === "keep" : act === "ask";
    }
    row.querySelector(act === "ask" ? '[data-do="keep"]' : '[data-do="ask"]').focus();
  }

  async remove(row) {
    const id = row.querySelector("input").value;
    const secret = new URLSearchParams({ customer_session_client_secret: this.session });
    const { error } = await this.call("POST", `/v1/elements/payment_methods/${id}/detach`, secret);
    if (error) {
      this.complain(error);
      return;
    }
    this.cards.delete(id);
    row.remove();
    this.settle();
    this.changed();
    if (this.cards.size) this.focus();
    else part("number").focus();
  }
}
