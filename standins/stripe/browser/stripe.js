/* Stripe.js for development: the calls that a checkout page makes, answered by the stand-in.
   Card numbers are typed into a frame of the stand-in's own, so the page never sees them, as at Stripe.
   Styles are set by property, never by attribute: a strict Content-Security-Policy allows that. */
(() => {
  "use strict";
  const ORIGIN = new URL(document.currentScript.src).origin;
  let frames = 0;

  const WORDS = {
    it: {
      card_declined: "La carta è stata rifiutata.",
      generic_decline: "La carta è stata rifiutata.",
      insufficient_funds: "Fondi insufficienti sulla carta.",
      expired_card: "La carta è scaduta.",
      incorrect_cvc: "Il codice di sicurezza della carta non è corretto.",
      processing_error: "Si è verificato un errore durante l'elaborazione della carta. Riprova tra poco.",
      incorrect_number: "Il numero della carta non è corretto.",
      invalid_number: "Il numero della carta non è valido.",
      test_mode_live_card: "La carta è stata rifiutata: qui valgono soltanto carte di prova.",
      payment_intent_authentication_failure: "Non è stato possibile autenticare il metodo di pagamento. Scegline un altro e riprova.",
      setup_intent_authentication_failure: "Non è stato possibile autenticare il metodo di pagamento. Scegline un altro e riprova.",
      api_connection_error: "Non è stato possibile raggiungere il fornitore dei pagamenti. Riprova.",
    },
    en: { api_connection_error: "We could not reach the payment provider. Please try again." },
  };

  function languageOf(locale) {
    const wish = !locale || locale === "auto" ? navigator.language : locale;
    return wish.toLowerCase().startsWith("it") ? "it" : "en";
  }

  /** Keys as `a[b]`, as Stripe reads them. */
  function encode(params, prefix = "", into = new URLSearchParams()) {
    for (const [key, value] of Object.entries(params)) {
      const name = prefix ? `${prefix}[${key}]` : key;
      if (value === undefined || value === null) continue;
      if (typeof value === "object") encode(value, name, into);
      else into.append(name, value);
    }
    return into;
  }

  const idOf = (clientSecret) => clientSecret.split("_secret_")[0];
  const isSetup = (clientSecret) => clientSecret.startsWith("seti_");
  const pathOf = (clientSecret) => `/v1/${isSetup(clientSecret) ? "setup_intents" : "payment_intents"}/${idOf(clientSecret)}`;
  const nameOf = (clientSecret) => (isSetup(clientSecret) ? "setupIntent" : "paymentIntent");

  function Stripe(publishableKey, options = {}) {
    const language = languageOf(options.locale);

    async function call(method, path, params) {
      const headers = { Authorization: `Bearer ${publishableKey}` };
      if (options.stripeAccount) headers["Stripe-Account"] = options.stripeAccount;
      const query = method === "GET" ? `?${encode(params)}` : "";
      const body = method === "GET" ? undefined : encode(params);
      try {
        const response = await fetch(`${ORIGIN}${path}${query}`, { method, headers, body });
        const answer = await response.json();
        return answer.error ? { error: translated(answer.error) } : { answer };
      } catch {
        return { error: translated({ type: "api_connection_error", code: "api_connection_error" }) };
      }
    }

    function translated(error) {
      const known = WORDS[language];
      return { ...error, message: known[error.decline_code] || known[error.code] || error.message };
    }

    async function retrieve(clientSecret) {
      const { error, answer } = await call("GET", pathOf(clientSecret), { client_secret: clientSecret });
      return error ? { error } : { [nameOf(clientSecret)]: answer };
    }

    async function confirm({ elements, clientSecret, confirmParams = {}, redirect = "always" }) {
      const secret = clientSecret || elements.options.clientSecret;
      const stays = redirect === "if_required";
      const params = { ...confirmParams, client_secret: secret };
      if (stays) delete params.return_url;
      if (elements) {
        const made = await elements.getElement("payment").createMethod(confirmParams.payment_method_data);
        if (made.error) return { error: translated(made.error) };
        delete params.payment_method_data;
        params.payment_method = made.paymentMethod.id;
        if (made.usage && !isSetup(secret)) params.setup_future_usage = made.usage;
      }
      const { error, answer } = await call("POST", `${pathOf(secret)}/confirm`, { ...params, use_stripe_sdk: true });
      if (error) return { error };
      if (answer.status === "requires_action") return follow(answer, secret);
      if (stays || !confirmParams.return_url) return { [nameOf(secret)]: answer };
      return leaveTo(cameBack(confirmParams.return_url, secret, "succeeded"));
    }

    /** 3-D Secure: the whole page goes there when there is a way back, otherwise it opens above the page. */
    async function follow(intent, clientSecret) {
      const action = intent.next_action;
      if (action && action.type === "redirect_to_url") return leaveTo(action.redirect_to_url.url);
      if (action) await openAbove(`${action.use_stripe_sdk.stripe_js}?framed=1`);
      const result = await retrieve(clientSecret);
      const after = result[nameOf(clientSecret)];
      const failed = after && (after.last_payment_error || after.last_setup_error);
      return failed && after.status === "requires_payment_method" ? { error: translated(failed) } : result;
    }

    return {
      elements: (given = {}) => new Elements({ publishableKey, language, account: options.stripeAccount }, given),
      confirmPayment: confirm,
      confirmSetup: confirm,
      confirmCardPayment: (clientSecret, data = {}) =>
        confirm({ clientSecret, confirmParams: data, redirect: "if_required" }),
      retrievePaymentIntent: retrieve,
      retrieveSetupIntent: retrieve,
      async handleNextAction({ clientSecret }) {
        const result = await retrieve(clientSecret);
        const intent = result[nameOf(clientSecret)];
        return intent && intent.status === "requires_action" ? follow(intent, clientSecret) : result;
      },
      async createPaymentMethod({ elements, params }) {
        return elements.getElement("payment").createMethod(params);
      },
    };
  }

  function cameBack(url, clientSecret, status) {
    const back = new URL(url, location.href);
    const name = isSetup(clientSecret) ? "setup_intent" : "payment_intent";
    back.searchParams.set(name, idOf(clientSecret));
    back.searchParams.set(`${name}_client_secret`, clientSecret);
    back.searchParams.set("redirect_status", status);
    return back.href;
  }

  function leaveTo(url) {
    location.assign(url);
    return new Promise(() => {}); // the page is on its way out
  }

  function openAbove(url) {
    const dialog = document.createElement("dialog");
    const frame = document.createElement("iframe");
    frame.title = "3-D Secure";
    frame.src = url;
    Object.assign(dialog.style, { padding: "0", border: "0", width: "min(420px, 100vw)", height: "min(560px, 90vh)" });
    Object.assign(frame.style, { border: "0", width: "100%", height: "100%" });
    dialog.append(frame);
    document.body.append(dialog);
    dialog.showModal();
    return new Promise((resolve) => {
      function done(event) {
        if (event && (event.origin !== ORIGIN || event.data !== "three-d-secure")) return;
        window.removeEventListener("message", done);
        dialog.remove();
        resolve();
      }
      window.addEventListener("message", done);
      dialog.addEventListener("close", () => done());
    });
  }

  class Elements {
    constructor(who, options) {
      this.who = who;
      this.options = { ...options };
      this.element = null;
    }
    create(type, options = {}) {
      if (type !== "payment") throw new Error(`The stand-in draws the Payment Element only, not "${type}".`);
      this.element = new PaymentElement(this, options);
      return this.element;
    }
    getElement(type) {
      return type === "payment" ? this.element : null;
    }
    update(options) {
      Object.assign(this.options, options);
      if (this.element) this.element.tell({ do: "style", appearance: this.options.appearance });
    }
    async submit() {
      const { error } = await this.element.ask({ do: "validate" });
      return error ? { error } : { selectedPaymentMethod: "card" };
    }
    async fetchUpdates() {
      return {};
    }
  }

  class PaymentElement {
    constructor(elements, options) {
      this.elements = elements;
      this.options = options;
      this.listeners = {};
      this.waiting = new Map();
      this.asked = 0;
    }
    on(name, listener) {
      (this.listeners[name] = this.listeners[name] || []).push(listener);
      return this;
    }
    once(name, listener) {
      const once = (event) => {
        this.off(name, once);
        listener(event);
      };
      return this.on(name, once);
    }
    off(name, listener) {
      this.listeners[name] = (this.listeners[name] || []).filter((other) => listener && other !== listener);
      return this;
    }
    mount(where) {
      const place = typeof where === "string" ? document.querySelector(where) : where;
      if (!place) throw new Error(`Nothing to mount into: ${where}`);
      this.unmount();
      const { who, options } = this.elements;
      this.frame = document.createElement("iframe");
      this.frame.title = who.language === "it" ? "Riquadro sicuro per il pagamento" : "Secure payment input frame";
      this.frame.name = `__privateStripeFrame${++frames}`;
      this.frame.allow = "payment *";
      this.frame.src = `${ORIGIN}/v3/card?${encode({ locale: who.language })}`;
      Object.assign(this.frame.style, { border: "0", width: "100%", height: "250px", display: "block", colorScheme: "normal" });
      this.connected = new Promise((resolve) => {
        this.frame.addEventListener("load", () => {
          const channel = new MessageChannel();
          this.port = channel.port1;
          this.port.onmessage = (event) => this.hear(event.data);
          const hello = {
            who,
            appearance: options.appearance || {},
            terms: Boolean(options.setupFutureUsage),
            intent: options.clientSecret,
            session: options.customerSessionClientSecret,
          };
          this.frame.contentWindow.postMessage(hello, ORIGIN, [channel.port2]);
          resolve();
        });
      });
      place.replaceChildren(this.frame);
    }
    hear(message) {
      if (message.reply !== undefined) {
        this.waiting.get(message.reply)(message);
        this.waiting.delete(message.reply);
      } else if (message.event === "resize") {
        this.frame.style.height = `${message.height}px`;
      } else {
        const event = { elementType: "payment", ...message.detail };
        for (const listener of [...(this.listeners[message.event] || [])]) listener(event);
      }
    }
    async ask(message) {
      await this.connected;
      return new Promise((resolve) => {
        this.waiting.set(++this.asked, resolve);
        this.port.postMessage({ ...message, id: this.asked });
      });
    }
    tell(message) {
      if (this.connected) this.connected.then(() => this.port.postMessage(message));
    }
    createMethod(data) {
      return this.ask({ do: "method", data: data || {} });
    }
    update(options) {
      Object.assign(this.options, options);
    }
    focus() {
      this.tell({ do: "focus" });
    }
    collapse() {}
    unmount() {
      if (this.frame) this.frame.remove();
      this.frame = null;
    }
    destroy() {
      this.unmount();
      this.elements.element = null;
    }
  }

  Stripe.version = 3;
  window.Stripe = Stripe;
})();
