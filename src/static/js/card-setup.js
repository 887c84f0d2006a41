// The card's fields are the provider's own, in a frame of theirs: what is typed there never comes near this page.
export function startCardSetup() {
  const form = document.querySelector("[data-card-setup]");
  if (!form || !window.Stripe) return;
  const stripe = window.Stripe(form.dataset.key);
  const elements = stripe.elements({ clientSecret: form.dataset.secret, locale: document.documentElement.lang });
  elements.create("payment").mount(form.querySelector("[data-card-fields]"));
  const problem = form.querySelector("[data-card-problem]");
  const button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    problem.hidden = true;
    const { error } = await stripe.confirmSetup({ elements, confirmParams: { return_url: form.dataset.back } });
    // Without an error the browser is on its way back already.
    problem.textContent = (error && error.message) || form.dataset.failed;
    problem.hidden = !error;
    button.disabled = false;
  });
}
