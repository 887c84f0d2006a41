// The shop page: search in what is already here, and the category chip of what is on the screen.

const plain = (words) => words.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "");

// <div x-data="menuSearch"> around an <input x-on:input="look"> and [data-search] cards in .menu-section blocks.
export const menuSearch = () => ({
  none: false,
  look(event) {
    // "2 diavola" at the counter: the number is how many, not what.
    const wanted = plain(event.target.value).split(/\s+/).filter((word) => word && !/^\d{1,2}[x×]?$/.test(word));
    let found = 0;
    for (const section of this.$root.querySelectorAll(".menu-section")) {
      let here = 0;
      for (const card of section.querySelectorAll("[data-search]")) {
        const words = plain(card.dataset.search);
        card.hidden = !wanted.every((word) => words.includes(word));
        if (!card.hidden) here += 1;
      }
      section.hidden = here === 0;
      found += here;
    }
    this.none = found === 0;
  },
  // <form x-on:htmx:after-request="added">: what was typed is in, the next one can be typed.
  added(event) {
    const typed = this.$root.querySelector("input[type=search]");
    if (!event.detail.successful || !typed) return;
    typed.value = "";
    this.look({ target: typed });
  },
});

export function startCategories() {
  // Where one is stays in sight in a row that scrolls.
  for (const here of document.querySelectorAll(".staff-nav [aria-current], .chips-scroll [aria-current]")) {
    here.parentElement.scrollLeft = here.offsetLeft - here.parentElement.offsetLeft - 48;
  }
  const chips = [...document.querySelectorAll(".cat-bar a[href^='#']")];
  if (!chips.length) return;
  const bar = chips[0].closest(".chips-scroll");
  const show = (id) => {
    for (const chip of chips) {
      if (chip.hash !== `#${id}`) chip.removeAttribute("aria-current");
      else if (!chip.hasAttribute("aria-current")) {
        chip.setAttribute("aria-current", "true");
        bar?.scrollTo({ left: chip.offsetLeft - 48, behavior: "smooth" });
      }
    }
  };
  const watcher = new IntersectionObserver(
    (entries) => {
      const onScreen = entries.find((entry) => entry.isIntersecting);
      if (onScreen) show(onScreen.target.id);
    },
    { rootMargin: "-130px 0px -65% 0px" },
  );
  for (const chip of chips) {
    const section = document.getElementById(decodeURIComponent(chip.hash.slice(1)));
    if (section) watcher.observe(section);
  }
}

// The menu page stays open while the kitchen runs out of things. Its #ear asks, when it is made and whenever it hears
// something, for the cards that differ from these; a page that was searched or filtered is asked for again.
export function startMenu(htmx) {
  document.body.addEventListener("htmx:configRequest", (event) => {
    const menu = document.getElementById("menu");
    if (event.detail.elt.id !== "ear" || !menu?.dataset.shape) return;
    event.detail.parameters.shape = menu.dataset.shape;
    event.detail.parameters.have = [...menu.querySelectorAll("[data-mark]")].map((card) => card.dataset.mark).join(".");
  });
  document.body.addEventListener("live", () => {
    const menu = document.getElementById("menu");
    if (menu && !menu.dataset.shape && document.getElementById("ear")) htmx.ajax("GET", location.href, { target: menu, swap: "outerHTML", select: "#menu" });
  });
}
