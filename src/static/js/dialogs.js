// data-opens="#id" shows a <dialog>, data-closes closes the one around it; open .menu lists close by a click beside them or Escape.
export function startDialogs() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (opener) {
      event.preventDefault();
      document.querySelector(opener.dataset.opens)?.showModal();
    }
    if (event.target.closest("[data-closes]") || event.target.matches("dialog.sheet")) event.target.closest("dialog")?.close();
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      if (!menu.contains(event.target)) menu.open = false;
      // What was chosen is sent first; then the menu has done its work.
      else if (event.target.closest(".menu-list button")) setTimeout(() => { menu.open = false; });
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of document.querySelectorAll("details.menu[open]")) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
