// The owner's menu: rows dragged by their grip (finger, mouse or arrow keys), prices walked through like a sheet, one cell
// sent at a time. Without it the rows' own menus and the button under each list do the same.

const ENDS = ["pointerup", "pointercancel"];
const rowsOf = (list) => [...list.querySelectorAll(":scope > [data-row]")];

function say(row) {
  const line = document.querySelector("[data-announces]");
  const list = row.closest("[data-list]");
  const words = { name: row.dataset.name, place: rowsOf(list).indexOf(row) + 1, list: list.dataset.listName };
  line.textContent = line.dataset.moved.replace(/\{(\w+)\}/g, (_, word) => words[word]);
}

function send(row, htmx) {
  const next = row.nextElementSibling?.dataset.row ?? "";
  const values = { before: next, category: row.closest("[data-list]").dataset.list };
  values.revision = document.getElementById("revision").value;
  say(row);
  // Read again as the server has it: numbers, marks and the bar, in place.
  htmx.ajax("POST", row.dataset.moves, { source: row, values, target: "#tree", select: "#tree", swap: "outerHTML" }).then(() => {
    document.querySelector(`[data-row="${row.dataset.row}"] [data-grip]`)?.focus();
  });
}

function step(row, up) {
  const other = up ? row.previousElementSibling : row.nextElementSibling;
  if (other) return up ? other.before(row) : other.after(row);
  const lists = [...document.querySelectorAll("[data-list]")];
  const list = lists[lists.indexOf(row.parentElement) + (up ? -1 : 1)];
  if (list) up ? list.append(row) : list.prepend(row);
}

// Where the row would be dropped: beside the one under the pointer, or into an empty list.
function place(row, x, y) {
  const under = document.elementFromPoint(x, y);
  const other = under?.closest("[data-row]");
  if (other === row) return;
  if (other) {
    const box = other.getBoundingClientRect();
    return y < box.top + box.height / 2 ? other.before(row) : other.after(row);
  }
  const list = under?.closest("[data-list]") ?? under?.closest(".book")?.querySelector("[data-list]");
  if (list && !rowsOf(list).includes(row)) list.append(row);
}

function drag(grip, event, htmx) {
  const row = grip.closest("[data-row]");
  const before = [row.parentElement, row.nextElementSibling];
  event.preventDefault();
  grip.focus();
  row.classList.add("is-dragged");
  const move = (now) => {
    place(row, now.clientX, now.clientY);
    if (now.clientY < 90) scrollBy(0, -14);
    if (now.clientY > innerHeight - 110) scrollBy(0, 14);
  };
  const end = (now) => {
    // Listened to on the document: a row that changes its place loses the pointer it had captured.
    document.removeEventListener("pointermove", move);
    for (const how of ENDS) document.removeEventListener(how, end);
    row.classList.remove("is-dragged");
    if (now.type === "pointercancel") before[0].insertBefore(row, before[1]);
    else if (row.parentElement !== before[0] || row.nextElementSibling !== before[1]) send(row, htmx);
  };
  document.addEventListener("pointermove", move);
  for (const how of ENDS) document.addEventListener(how, end);
}

function walk(cell, event) {
  const by = { ArrowUp: -1, ArrowDown: 1, Enter: 1 }[event.key];
  if (!by) return;
  const cells = [...document.querySelectorAll(`[data-cell="${cell.dataset.cell}"]`)];
  const next = cells[cells.indexOf(cell) + by];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
}

export function startBook(htmx) {
  let timer;
  document.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest("[data-grip]");
    if (grip && event.button === 0) drag(grip, event, htmx);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("[data-cell]")) return walk(event.target, event);
    const row = event.target.closest("[data-grip]")?.closest("[data-row]");
    if (!row || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    step(row, event.key === "ArrowUp");
    event.target.focus();
    say(row);
    clearTimeout(timer);
    timer = setTimeout(() => send(row, htmx), 500);
  });
  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-all]")) return;
    for (const box of event.target.closest("[data-group]").querySelectorAll("input[name]")) box.checked = event.target.checked;
  });
  // Of a grid only the cell that was changed is sent: the others may be somebody else's by now.
  document.body.addEventListener("htmx:configRequest", (event) => {
    const { elt, triggeringEvent } = event.detail;
    const cell = triggeringEvent?.target;
    if (!elt.matches("form[data-cells]") || triggeringEvent?.type !== "change") return;
    if (cell.form !== elt) return event.preventDefault();
    cell.closest(".book-price")?.classList.add("is-changed");
    for (const name of Object.keys(event.detail.parameters)) {
      if (name.includes(":") && name !== cell.name) delete event.detail.parameters[name];
    }
  });
}
