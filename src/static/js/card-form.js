// A form around Stripe's card fields: to pay, or to keep a card for later. The fields are Stripe's own, in Stripe's own frame: no
// digit of a card ever passes through this page, and what a customer saved is shown, chosen and removed in there too.

function look() {
  const style = getComputedStyle(document.body);
  const read = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const isDark = document.documentElement.dataset.bsTheme === "dark";
  return {
    theme: isDark ? "night" : "stripe",
    variables: { colorPrimary: read("--accent", "#c8321f"), borderRadius: "12px", fontFamily: "system-ui, sans-serif" },
  };
}

/** The fields, in their place in the form: `elements` as Stripe's calls want it, and Stripe itself. */
function mounted(form, { ready, away }) {
  const { key, account, secret, cards } = form.dataset;
  const stripe = window.Stripe(key, { stripeAccount: account || undefined, locale: document.documentElement.lang });
  const options = { clientSecret: secret, appearance: look() };
  if (cards) options.customerSessionClientSecret = cards;
  const elements = stripe.elements(options);
  const fields = elements.create("payment", { layout: "tabs" });
  fields.on("ready", ready);
  fields.on("loaderror", away);
  fields.mount(form.querySelector("[data-card-fields]"));
  return { stripe, elements };
}

export function startCardForm() {
  const form = document.querySelector("[data-card-form]");
  if (!form) return;
  const told = form.querySelector("[data-card-problem]");
  const button = form.querySelector("button[type=submit]");
  const say = (words) => {
    told.textContent = words;
    told.hidden = !words;
  };
  const wait = (isBusy) => {
    button.disabled = isBusy;
    if (isBusy) button.setAttribute("aria-busy", "true");
    else button.removeAttribute("aria-busy");
  };
  const away = () => say(form.dataset.away);
  if (!window.Stripe) {
    away();
    return;
  }
  const ready = () => {
    form.querySelector("[data-card-waiting]")?.remove();
    wait(false);
  };
  const { stripe, elements } = mounted(form, { ready, away });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    wait(true);
    say("");
    // Where it works the browser leaves for the address; it comes back here only with a refusal.
    const { error } = await stripe[form.dataset.cardForm]({ elements, confirmParams: { return_url: form.dataset.back } });
    wait(false);
    if (error) {
      say(error.message);
      told.focus();
    }
  });
}
