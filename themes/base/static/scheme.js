// Light or dark, as the reader chose here. It stands in the head, so that no page is seen in the other first.
// Until something is chosen, and once the choice is what the system asks for, the system is followed.
"use strict";
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const read = () => {
    try {
      return localStorage.getItem("scheme");
    } catch {
      return null; // Where nothing may be kept, the choice holds for this page.
    }
  };
  const keep = (scheme) => {
    try {
      if (scheme) localStorage.setItem("scheme", scheme);
      else localStorage.removeItem("scheme");
    } catch {}
  };
  const show = (chosen) => {
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
    else delete root.dataset.theme;
    const isDark = root.dataset.theme ? chosen === "dark" : system.matches;
    for (const button of document.querySelectorAll(".scheme")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", isDark);
    }
    // The colour of the browser's own bar: each of the two says with data-scheme which it is.
    for (const meta of document.querySelectorAll("meta[data-scheme]")) {
      meta.media = root.dataset.theme ? (meta.dataset.scheme === chosen ? "all" : "not all") : `(prefers-color-scheme: ${meta.dataset.scheme})`;
    }
  };
  show(read());
  document.addEventListener("DOMContentLoaded", () => show(read()));
  system.addEventListener("change", () => show(root.dataset.theme));
  addEventListener("pageshow", (event) => event.persisted && show(read()));
  addEventListener("storage", (event) => event.key === "scheme" && show(event.newValue));
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".scheme");
    if (!button) return;
    const wanted = button.getAttribute("aria-pressed") === "true" ? "light" : "dark";
    const chosen = (wanted === "dark") === system.matches ? null : wanted;
    keep(chosen);
    show(chosen);
  });
})();
