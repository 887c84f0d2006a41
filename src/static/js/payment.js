// The card fields. They are Stripe's own, in Stripe's own frame: no digit of a card ever passes through this page.

function look() {
  const style = getComputedStyle(document.body);
  const read = (name, otherwise) => style.getPropertyValue(name).trim() || otherwise;
  const isDark = document.documentElement.dataset.bsTheme === "dark";
  return {
    theme: isDark ? "night" : "stripe",
    variables: { colorPrimary: read("--accent", "#c8321f"), borderRadius: "12px", fontFamily: "system-ui, sans-serif" },
  };
}

export function startPayment() {
  const form = document.querySelector("[data-stripe]");
  if (!form) return;
  const told = form.querySelector("[data-stripe-problem]");
  const button = form.querySelector("button[type=submit]");
  const say = (words) => {
    told.textContent = words;
    told.hidden = !words;
  };
  if (!window.Stripe) {
    say(form.dataset.away);
    return;
  }
  const stripe = window.Stripe(form.dataset.stripe, {
    stripeAccount: form.dataset.account || undefined,
    locale: document.documentElement.lang,
  });
  const options = { clientSecret: form.dataset.secret, appearance: look() };
  if (form.dataset.cards) options.customerSessionClientSecret = form.dataset.cards;
  const elements = stripe.elements(options);
  const fields = elements.create("payment", { layout: "tabs" });
  fields.on("ready", () => {
    form.querySelector("[data-stripe-waiting]")?.remove();
    button.disabled = false;
  });
  fields.on("loaderror", () => say(form.dataset.away));
  fields.mount(form.querySelector("[data-stripe-fields]"));

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    say("");
    // Where it works the browser leaves for the address; it comes back here only with a refusal.
    const { error } = await stripe.confirmPayment({ elements, confirmParams: { return_url: form.dataset.back } });
    button.disabled = false;
    button.removeAttribute("aria-busy");
    if (error) {
      say(error.message);
      told.focus();
    }
  });
}
