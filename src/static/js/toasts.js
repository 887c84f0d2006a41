// Short words at the foot of the page. Server messages are in the page already; htmx answers may add one by the header
// HX-Trigger: {"toast": {"text": "Saved", "level": "success", "undo": "/url/to/post/", "undo_label": "Undo"}}
const SECONDS = { error: 12, undo: 10, other: 4 };
const AT_ONCE = 2;

const csrf = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

function later(line) {
  const seconds = line.classList.contains("toast-error") ? SECONDS.error : line.querySelector("form") ? SECONDS.undo : SECONDS.other;
  setTimeout(() => line.remove(), seconds * 1000);
}

function undoForm({ undo, undo_label: label }) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = undo;
  const token = document.createElement("input");
  Object.assign(token, { type: "hidden", name: "csrfmiddlewaretoken", value: csrf() });
  const button = document.createElement("button");
  button.textContent = label || "Undo";
  form.append(token, button);
  return form;
}

function add(box, toast) {
  const line = document.createElement("div");
  line.className = toast.level === "error" ? "toast-line toast-error" : "toast-line";
  const words = document.createElement("span");
  words.textContent = toast.text ?? toast.value ?? "";
  line.append(words);
  if (toast.undo) line.append(undoForm(toast));
  box.append(line);
  while (box.children.length > AT_ONCE) box.firstElementChild.remove();
  later(line);
}

export function startToasts() {
  const box = document.getElementById("toasts");
  if (!box) return;
  for (const line of box.children) later(line);
  // However it came: by add(), or in an answer of the server (hx-swap-oob="beforeend:#toasts").
  new MutationObserver((changes) => {
    for (const line of changes.flatMap((change) => [...change.addedNodes])) if (line.matches?.(".toast-line")) later(line);
  }).observe(box, { childList: true });
  document.body.addEventListener("toast", (event) => add(box, event.detail));
  box.addEventListener("click", (event) => {
    if (event.target.closest("[data-dismiss]")) event.target.closest(".toast-line").remove();
  });
  for (const problem of ["htmx:sendError", "htmx:timeout"]) {
    document.body.addEventListener(problem, () => add(box, { level: "error", text: box.dataset.offline }));
  }
  document.body.addEventListener("htmx:responseError", () => add(box, { level: "error", text: box.dataset.failed }));
}
