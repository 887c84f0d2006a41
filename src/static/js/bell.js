// The kitchen's bell: rings when an element with data-bell-id appears that was not there before.
// <div x-data="bell" data-bell-watch="#tickets"> with a button x-on:click="turn" and one x-on:click="ring".
let audio = null;

function context() {
  audio ??= new AudioContext();
  return audio;
}

// A struck bell: a few inharmonic partials that die away at their own pace.
function strike(at, pitch) {
  const { destination } = context();
  for (const [ratio, loudness, seconds] of [[1, 0.5, 1.4], [2.01, 0.28, 0.9], [2.98, 0.16, 0.6], [4.23, 0.08, 0.35]]) {
    const tone = context().createOscillator();
    const gain = context().createGain();
    tone.frequency.value = pitch * ratio;
    gain.gain.setValueAtTime(loudness, at);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
    tone.connect(gain).connect(destination);
    tone.start(at);
    tone.stop(at + seconds);
  }
}

const seen = (root) => new Set([...root.querySelectorAll("[data-bell-id]")].map((element) => element.dataset.bellId));

export const bell = () => ({
  on: false,
  known: new Set(),
  init() {
    this.on = remembered();
    this.known = seen(document);
    document.body.addEventListener("htmx:afterSwap", () => this.look());
    // Browsers keep sound locked until a hand has touched the page.
    document.addEventListener("pointerdown", () => this.on && context().resume(), { once: true });
  },
  get off() {
    return !this.on;
  },
  look() {
    const fresh = [...document.querySelectorAll("[data-bell-id]")].filter((element) => !this.known.has(element.dataset.bellId));
    this.known = seen(document);
    for (const element of fresh) element.classList.add("is-new");
    if (fresh.length && this.on) this.ring();
  },
  async turn() {
    this.on = !this.on;
    remember(this.on);
    if (this.on) await this.ring();
  },
  async ring() {
    await context().resume();
    const start = context().currentTime + 0.02;
    strike(start, 1318.5);
    strike(start + 0.22, 1046.5);
    strike(start + 0.6, 1318.5);
    strike(start + 0.82, 1046.5);
  },
});

function remembered() {
  try {
    return localStorage.getItem("bell") !== "off";
  } catch {
    return true;
  }
}

function remember(on) {
  try {
    localStorage.setItem("bell", on ? "on" : "off");
  } catch {
    // Then it rings again after a reload, which is the safer side.
  }
}
