// Runs before the first paint: the chosen theme, and the mark that scripts work.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "dark" || chosen === "light") root.dataset.bsTheme = chosen;
  } catch {
    // Storage may be forbidden: the device's own setting then decides.
  }
})();
