// The kitchen without touching: 1 to 9 press the main button of that ticket, R brings the last one back, as on a bump bar.
export function startBumpKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    if (event.target.closest("input, select, textarea, dialog[open]")) return;
    const board = document.querySelector("[data-bump-keys]");
    const button = board && /^[1-9r]$/i.test(event.key) && board.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });
}
