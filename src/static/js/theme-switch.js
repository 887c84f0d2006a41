// <button x-data="themeSwitch" x-on:click="turn">: light, dark, and back.
const isDark = () => {
  const chosen = document.documentElement.dataset.bsTheme;
  return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
};

export const themeSwitch = () => ({
  dark: isDark(),
  turn() {
    this.dark = !isDark();
    const theme = this.dark ? "dark" : "light";
    document.documentElement.dataset.bsTheme = theme;
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // Not remembered, still switched.
    }
  },
});
