// Where a page can be installed, the browser keeps what every page needs (worker.js) for when there is no line.
export function startInstalling() {
  if (!("serviceWorker" in navigator) || !document.querySelector("link[rel=manifest]")) return;
  // After everything else: on a slow phone the page comes first. Where it is refused, all works as before.
  const install = () => navigator.serviceWorker.register("/worker.js").catch(() => {});
  if (document.readyState === "complete") install();
  else addEventListener("load", install, { once: true });
}
