// Puts a player in the place of its card when the reader clicks it; nothing is asked of others before.
// Without this script the card is a link.
"use strict";

const frameFor = (link) => {
  const frame = document.createElement("iframe");
  const { player, shape } = link.dataset;
  const caption = link.closest("figure")?.querySelector("figcaption")?.textContent;
  frame.className = "player";
  frame.dataset.shape = shape;
  frame.title = caption || link.textContent;
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  frame.allow = "autoplay; clipboard-write; encrypted-media; fullscreen; picture-in-picture";
  if (shape === "script") {
    // A script that writes its own page gets one to write, which cannot reach this one.
    const script = document.createElement("script");
    script.src = player;
    frame.setAttribute("sandbox", "allow-popups allow-popups-to-escape-sandbox allow-scripts");
    frame.srcdoc = `<!doctype html><base target="_blank">${script.outerHTML}`;
  } else {
    frame.setAttribute(
      "sandbox",
      "allow-forms allow-popups allow-popups-to-escape-sandbox allow-presentation allow-same-origin allow-scripts",
    );
    frame.src = player;
  }
  return frame;
};

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-player]");
  // A click that opens the link elsewhere stays one.
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const frame = frameFor(link);
  link.replaceWith(frame);
  frame.focus();
});
