// Live pages. <div data-live-url="…" data-live-refresh="#tickets"> opens one EventSource; the browser itself sends
// Last-Event-ID when it comes back. Every message fires "live" on <body> (detail: the message) and fetches the parts named
// by data-live-refresh again: from their own hx-get, or else from this very page. data-live-every="30" does so every so many
// seconds too, for what moves with the clock. What a person does goes before what the page fetches by itself.
const LOST_AFTER_MS = 2_000;
const SETTLE_MS = 60;
const BUSY_MS = 3_000;
// The gateway says something every 15 seconds; a line that is silent for longer is dead, whatever the browser thinks.
const SILENT_MS = 40_000;
const A_DAY = 86_400; // seconds; a page that waits longer has been loaded again by then
const RETRY_MS = [1_000, 2_000, 5_000, 10_000, 20_000];

export function startLive(htmx) {
  let connection = null;
  const listen = () => {
    const element = document.querySelector("[data-live-url]");
    if (!element) return;
    connection ??= new Connection(element, htmx).open();
    connection.wait(element);
  };
  listen();
  // On a page that is the same for everybody the line comes with a fragment, and may come anew.
  document.body.addEventListener("htmx:afterSettle", listen);
}

class Connection {
  constructor(element, htmx) {
    this.element = element;
    this.htmx = htmx;
    this.banner = document.querySelector(".live-banner");
    this.tries = 0;
    this.lost = false;
    this.fetching = new Map(); // part of the page -> the element that asked for it
    const every = Number(element.dataset.liveEvery);
    if (every) setInterval(() => this.refresh(), every * 1000);
    document.body.addEventListener("htmx:beforeRequest", (event) => this.giveWay(event.detail));
    window.addEventListener("online", () => this.reopen());
    window.addEventListener("offline", () => this.failed());
    setInterval(() => this.listenForLife(), 5_000);
    document.addEventListener("visibilitychange", () => !document.hidden && this.source.readyState === EventSource.CLOSED && this.reopen());
  }

  // data-live-in="90": in so many seconds time alone changes what is shown (something that was out comes back).
  wait(element) {
    if (element === this.timed) return;
    this.element = this.timed = element;
    clearTimeout(this.clock);
    const seconds = Number(element.dataset.liveIn);
    if (seconds > 0 && seconds < A_DAY) this.clock = setTimeout(() => this.heard({ data: "{}" }), seconds * 1000);
  }

  open() {
    this.source = new EventSource(this.element.dataset.liveUrl);
    this.source.addEventListener("open", () => this.opened());
    this.source.addEventListener("error", () => this.failed());
    this.heardAt = Date.now();
    for (const sign of ["open", "message", "beat", "reset"]) this.source.addEventListener(sign, () => { this.heardAt = Date.now(); });
    this.source.addEventListener("message", (event) => this.heard(event));
    // Too long away: what was missed is no longer kept, so look at the whole page again.
    this.source.addEventListener("reset", () => this.heard({ data: "{}" }));
    return this;
  }

  opened() {
    clearTimeout(this.alarm);
    this.alarm = null;
    this.tries = 0;
    document.documentElement.dataset.live = "on";
    if (!this.lost) return;
    this.lost = false;
    this.show("back");
    setTimeout(() => this.show(""), 4_000);
    this.heard({ data: "{}" });
  }

  listenForLife() {
    if (Date.now() - this.heardAt < SILENT_MS || this.source.readyState !== EventSource.OPEN) return;
    this.failed();
    this.reopen();
  }

  failed() {
    this.alarm ??= setTimeout(() => {
      this.lost = true;
      document.documentElement.dataset.live = "off";
      this.show("lost");
    }, LOST_AFTER_MS);
    // CLOSED means the server refused (a token that ran out): a new one is in a fresh copy of this page.
    if (this.source.readyState === EventSource.CLOSED) this.again();
  }

  again() {
    clearTimeout(this.retry);
    this.retry = setTimeout(() => this.reopen(), RETRY_MS[Math.min(this.tries, RETRY_MS.length - 1)]);
    this.tries += 1;
  }

  async reopen() {
    this.source.close();
    try {
      const answer = await fetch(this.element.getAttribute("hx-get") || location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-live-url]");
      if (!fresh) return location.reload();
      this.element.dataset.liveUrl = fresh.dataset.liveUrl;
      // The new token looks back to this moment only; what is on the screen may be older.
      this.lost = true;
      this.open();
    } catch {
      this.again();
    }
  }

  heard(event) {
    let message = {};
    try {
      message = JSON.parse(event.data);
    } catch {
      // A message without words still means that something changed.
    }
    // data-live-jitter="300": hundreds of screens that hear the same do not all ask in the same moment.
    const jitter = Number(this.element.dataset.liveJitter) || 0;
    setTimeout(() => this.tell(message), Math.random() * jitter);
  }

  tell(message) {
    document.body.dispatchEvent(new CustomEvent("live", { detail: message }));
    this.refresh();
  }

  refresh(waited = 0) {
    clearTimeout(this.settling);
    if (!navigator.onLine) {
      this.lost = true; // then it is fetched on coming back
      return;
    }
    this.settling = setTimeout(() => {
      // A button that waits for its answer must not be swapped away under it: the answer, or a refusal, would get lost.
      if (waited < BUSY_MS && document.querySelector(".htmx-request")) return this.refresh(waited + SETTLE_MS);
      for (const selector of (this.element.dataset.liveRefresh || "").split(",").filter((part) => part.trim())) this.fetchAgain(selector.trim());
    }, SETTLE_MS);
  }

  fetchAgain(selector) {
    const target = document.querySelector(selector);
    if (!target) return;
    const url = target.getAttribute("hx-get") || target.dataset.liveSrc;
    this.fetching.set(target, url ? target : document.body);
    const fetched = url
      ? this.htmx.ajax("GET", url, { source: target, target, swap: target.getAttribute("hx-swap") || "outerHTML" })
      : this.htmx.ajax("GET", location.href, { target, swap: "outerHTML", select: selector });
    // A fault is said by a toast already; the next event, or coming back, fetches again.
    fetched?.catch(() => {}).finally(() => this.fetching.delete(target));
  }

  // An answer that was on its way before somebody chose something would put the old choice back over theirs, unseen.
  giveWay({ elt, target, requestConfig }) {
    if (requestConfig.verb === "get") return;
    for (const [part, source] of this.fetching) {
      if (!part.contains(elt) && !part.contains(target) && !target?.contains(part)) continue;
      this.htmx.trigger(source, "htmx:abort");
      this.refresh();
    }
  }

  show(state) {
    if (!this.banner) return;
    this.banner.className = state ? `live-banner is-${state}` : "live-banner";
    this.banner.textContent = state ? this.banner.dataset[state] : "";
  }
}
