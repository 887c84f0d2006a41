// <time data-age="ISO moment" data-soon="10" data-late="20"> shows whole minutes since then and, with data-soon/late,
// puts age-fresh, age-soon or age-late on the nearest .ticket. <time data-clock> shows the shop's time of day.
// The server's clock counts, not the tablet's: <body data-now="ISO moment"> gives the difference.
let ahead = 0;

const serverNow = () => Date.now() + ahead;

function ageOf(element) {
  return Math.max(0, Math.floor((serverNow() - Date.parse(element.dataset.age)) / 60_000));
}

function show(element) {
  const minutes = ageOf(element);
  element.textContent = `${minutes} min`;
  const ticket = element.closest(".ticket");
  if (!ticket || !element.dataset.late) return;
  const age = minutes >= Number(element.dataset.late) ? "late" : minutes >= Number(element.dataset.soon) ? "soon" : "fresh";
  for (const name of ["fresh", "soon", "late"]) ticket.classList.toggle(`age-${name}`, name === age);
}

function showAll(root = document) {
  for (const element of root.querySelectorAll("[data-age]")) show(element);
  for (const element of root.querySelectorAll("[data-clock]")) {
    element.textContent = new Intl.DateTimeFormat(document.documentElement.lang, {
      hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: element.dataset.clock || undefined,
    }).format(serverNow());
  }
}

export function startAges() {
  const now = Date.parse(document.body.dataset.now || "");
  if (now) ahead = now - Date.now();
  showAll();
  setInterval(showAll, 5_000);
  document.body.addEventListener("htmx:afterSwap", () => showAll());
}
