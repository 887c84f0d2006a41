/* The card form inside the stand-in's frame. The page outside hears whether it is complete, never what was typed. */
import { SavedCards } from "./saved.js";

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
let saved = null;

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

const isChosen = () => wallet || Boolean(saved && saved.chosen);

function firstProblem() {
  if (isChosen()) return "";
  const problems = Object.keys(checks).map(show);
  const at = problems.findIndex(Boolean);
  if (at >= 0) field(Object.keys(checks)[at]).focus();
  return problems[at] || "";
}

function changed() {
  const complete = isChosen() || Object.values(checks).every((check) => !check());
  const empty = !isChosen() && Object.keys(checks).every((id) => !field(id).value);
  const kept = saved && saved.chosen;
  const value = { type: wallet && !kept ? "google_pay" : "card" };
  if (kept) value.payment_method = { id: kept.id, type: "card", billing_details: kept.billing_details };
  send({ event: "change", detail: { complete, empty, collapsed: false, value } });
}

function resize() {
  send({ event: "resize", height: Math.ceil(document.documentElement.getBoundingClientRect().height) });
}

async function createMethod(data) {
  const problem = firstProblem();
  if (problem) return { error: { type: "validation_error", code: problem, message: words[problem] } };
  if (saved && saved.chosen) return { paymentMethod: saved.chosen };
  const usage = saved && !wallet ? saved.usage : "";
  const body = new URLSearchParams({ type: "card", allow_redisplay: usage ? "always" : "unspecified" });
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
  const { error, answer } = await call("POST", "/v1/payment_methods", body);
  return error ? { error } : { paymentMethod: answer, usage };
}

async function call(method, path, params) {
  const headers = { Authorization: `Bearer ${who.publishableKey}` };
  if (who.account) headers["Stripe-Account"] = who.account;
  try {
    const isRead = method === "GET";
    const response = await fetch(isRead ? `${path}?${params}` : path, { method, headers, body: isRead ? undefined : params });
    const answer = await response.json();
    return answer.error ? { error: answer.error } : { answer };
  } catch {
    return { error: { type: "api_connection_error", code: "api_connection_error" } };
  }
}

/** The customer's own cards, where the page brought a session of theirs. */
async function showSaved({ session, intent }) {
  saved = new SavedCards({ call, session, intent, changed: () => (choose(), changed()), complain });
  const error = await saved.load();
  choose();
  return error;
}

function complain(error) {
  field("form-error").textContent = error ? error.message || error.code : "";
  field("form-error").hidden = !error;
}

/** What is typed is asked for only where no saved card is chosen. */
function choose() {
  field("new").hidden = Boolean(saved && saved.chosen);
  complain(null);
  resize();
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
  if (message.do === "focus") (saved && saved.chosen ? saved.focus() : field("number").focus());
  if (message.do === "validate") {
    const problem = firstProblem();
    send({ reply: message.id, error: problem ? { type: "validation_error", code: problem, message: words[problem] } : undefined });
  }
  if (message.do === "method") send({ reply: message.id, ...(await createMethod(message.data)) });
}

window.addEventListener("message", async (event) => {
  if (port || !event.ports.length) return;
  [port] = event.ports;
  who = event.data.who;
  dress(event.data.appearance);
  field("terms").hidden = !event.data.terms;
  port.onmessage = hear;
  new ResizeObserver(resize).observe(document.body);
  const error = event.data.session ? await showSaved(event.data) : null;
  if (error) return send({ event: "loaderror", detail: { error } });
  field("card").hidden = false;
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
