// Opens the search: a dialogue on every page, and the box on the page with the list of all pages. Nothing is loaded
// before. Without this script the way to search is a link to that list.
{
  const dialogue = document.getElementById("search");
  const opener = document.querySelector(".search-open");
  const here = document.querySelector(".search-here");
  const place = here ?? dialogue;
  const input = place.querySelector("[type=search]");

  let begun;
  const begin = () => {
    begun ??= import(dialogue.dataset.script).then((found) => found.searchIn(place));
    begun.catch(() => (begun = undefined));
  };
  const open = () => {
    if (!here && !dialogue.open) dialogue.showModal();
    input.select();
    begin();
  };

  if (here) {
    input.value = new URLSearchParams(location.search).get("q");
    input.addEventListener("focus", begin);
    if (input.value) begin();
  }

  // A key alone can be turned off: https://www.w3.org/TR/WCAG22/#character-key-shortcuts
  const key = dialogue.querySelector(".search-key input");
  key.checked = true;
  try {
    key.checked = localStorage.getItem("search-key") !== "off";
    key.onchange = () => localStorage.setItem("search-key", key.checked ? "on" : "off");
  } catch {
    // Nothing may be kept here: it is on again on the next page.
  }
  document.addEventListener("keydown", (event) => {
    const { key: pressed, altKey, ctrlKey, metaKey, shiftKey, target } = event;
    const typing = target.closest?.("input, textarea, select, [contenteditable]");
    const alone = pressed === "/" && key.checked && !typing && !ctrlKey && !metaKey && !altKey;
    const together = pressed.toLowerCase() === "k" && (ctrlKey || metaKey) && !shiftKey && !altKey;
    if (!(alone || together) || event.isComposing) return;
    event.preventDefault();
    open();
  });

  opener.setAttribute("aria-haspopup", "dialog");
  opener.addEventListener("click", (event) => {
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    open();
  });
  dialogue.addEventListener("click", ({ target }) => {
    // Beside the dialogue, or on a link, which may lead to a place on this page.
    if (target === dialogue || target.closest("a, .search-close")) dialogue.close();
  });
}
