/* The card form inside the stand-in's frame. The page outside hears whether it is complete, never what was typed. */
(() => {
  "use strict";
  const italian = document.documentElement.lang === "it";
  const field = (id) => document.getElementById(id);
  const words = italian
    ? {
        incomplete_number: "Il numero della carta è incompleto.",
        invalid_number: "Il numero della carta non è valido.",
        incomplete_expiry: "La data di scadenza è incompleta.",
        invalid_expiry: "La carta è scaduta.",
        incomplete_cvc: "Il codice di sicurezza è incompleto.",
      }
    : {
        incomplete_number: "Your card number is incomplete.",
        invalid_number: "Your card number is invalid.",
        incomplete_expiry: "Your card's expiration date is incomplete.",
        invalid_expiry: "Your card's expiration date is in the past.",
        incomplete_cvc: "Your card's security code is incomplete.",
      };
  let port = null;
  let who = {};
  let wallet = false;

  const digits = (id) => field(id).value.replace(/\D/g, "");
  const send = (message) => port && port.postMessage(message);

  function luhn(number) {
    let sum = 0;
    [...number].reverse().forEach((digit, place) => {
      const value = Number(digit) * (place % 2 ? 2 : 1);
      sum += value > 9 ? value - 9 : value;
    });
    return sum % 10 === 0;
  }

  /** What is wrong with each field: a code, or nothing. */
  const checks = {
    number() {
      const number = digits("number");
      if (number.length < 15) return "incomplete_number";
      return luhn(number) ? "" : "invalid_number";
    },
    expiry() {
      const [month, year] = [Number(digits("expiry").slice(0, 2)), 2000 + Number(digits("expiry").slice(2))];
      if (digits("expiry").length < 4 || month < 1 || month > 12) return "incomplete_expiry";
      return new Date(year, month, 1) > new Date() ? "" : "invalid_expiry";
    },
    cvc: () => (digits("cvc").length < 3 ? "incomplete_cvc" : ""),
  };

  function show(id) {
    const problem = checks[id]();
    field(`${id}-error`).textContent = problem ? words[problem] : "";
    field(id).toggleAttribute("aria-invalid", Boolean(problem));
    resize();
    return problem;
  }

  function firstProblem() {
    if (wallet) return "";
    const problems = Object.keys(checks).map(show);
    const at = problems.findIndex(Boolean);
    if (at >= 0) field(Object.keys(checks)[at]).focus();
    return problems[at] || "";
  }

  function changed() {
    const complete = wallet || Object.values(checks).every((check) => !check());
    const empty = !wallet && Object.keys(checks).every((id) => !field(id).value);
    send({ event: "change", detail: { complete, empty, collapsed: false, value: { type: wallet ? "google_pay" : "card" } } });
  }

  function resize() {
    send({ event: "resize", height: Math.ceil(document.documentElement.getBoundingClientRect().height) });
  }

  async function createMethod(data) {
    const problem = firstProblem();
    if (problem) return { error: { type: "validation_error", code: problem, message: words[problem] } };
    const body = new URLSearchParams({ type: "card" });
    if (wallet) {
      body.set("card[token]", "tok_wallet");
    } else {
      body.set("card[number]", digits("number"));
      body.set("card[exp_month]", Number(digits("expiry").slice(0, 2)));
      body.set("card[exp_year]", 2000 + Number(digits("expiry").slice(2)));
      body.set("card[cvc]", digits("cvc"));
    }
    for (const name of ["name", "email", "phone"]) {
      const value = data.billing_details && data.billing_details[name];
      if (value) body.set(`billing_details[${name}]`, value);
    }
    const headers = { Authorization: `Bearer ${who.publishableKey}` };
    if (who.account) headers["Stripe-Account"] = who.account;
    try {
      const answer = await (await fetch("/v1/payment_methods", { method: "POST", headers, body })).json();
      return answer.error ? { error: answer.error } : { paymentMethod: answer };
    } catch {
      return { error: { type: "api_connection_error", code: "api_connection_error" } };
    }
  }

  /** Stripe's own names of what a page may choose about the look. */
  function dress(appearance = {}) {
    const names = { colorPrimary: "--primary", colorBackground: "--background", colorText: "--text", colorDanger: "--danger",
      borderRadius: "--radius", fontFamily: "--font", fontSizeBase: "--size" };
    for (const [name, property] of Object.entries(names)) {
      const value = appearance.variables && appearance.variables[name];
      if (value) document.documentElement.style.setProperty(property, value);
    }
    document.documentElement.dataset.theme = appearance.theme || "stripe";
  }

  async function hear({ data: message }) {
    if (message.do === "style") dress(message.appearance);
    if (message.do === "focus") field("number").focus();
    if (message.do === "validate") {
      const problem = firstProblem();
      send({ reply: message.id, error: problem ? { type: "validation_error", code: problem, message: words[problem] } : undefined });
    }
    if (message.do === "method") send({ reply: message.id, ...(await createMethod(message.data)) });
  }

  window.addEventListener("message", (event) => {
    if (port || !event.ports.length) return;
    [port] = event.ports;
    who = event.data.who;
    dress(event.data.appearance);
    field("terms").hidden = !event.data.terms;
    port.onmessage = hear;
    new ResizeObserver(resize).observe(document.body);
    resize();
    send({ event: "ready" });
  });

  field("number").addEventListener("input", () => {
    field("number").value = digits("number").replace(/(.{4})(?=.)/g, "$1 ");
  });
  field("expiry").addEventListener("input", (event) => {
    const typed = digits("expiry").slice(0, 4);
    if (event.inputType !== "deleteContentBackward" || typed.length !== 2) {
      field("expiry").value = typed.length >= 2 ? `${typed.slice(0, 2)} / ${typed.slice(2)}` : typed;
    }
  });
  for (const id of Object.keys(checks)) {
    field(id).addEventListener("input", changed);
    field(id).addEventListener("change", () => field(id).value && show(id));
  }
  field("wallet").addEventListener("click", () => {
    wallet = !wallet;
    field("wallet").setAttribute("aria-pressed", wallet);
    for (const id of ["fields", "or"]) field(id).hidden = wallet;
    field("chosen").hidden = !wallet;
    changed();
    resize();
  });
  field("card").addEventListener("submit", (event) => event.preventDefault());
})();
