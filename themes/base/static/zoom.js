// Shows a picture large in a dialog; without this script, its link leads to the picture.
(() => {
  const words = document.currentScript.dataset;
  let links, at, dialog, stage;

  function button(name, label, act) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = name;
    made.ariaLabel = label;
    made.addEventListener("click", (event) => { event.stopPropagation(); act(); });
    return made;
  }

  function make() {
    dialog = document.createElement("dialog");
    dialog.className = "zoomed";
    dialog.ariaLabel = words.picture;
    stage = document.createElement("figure");
    dialog.append(
      stage,
      button("before", words.previous, () => show(at - 1)),
      button("after", words.next, () => show(at + 1)),
      button("close", words.close, () => dialog.close()),
    );
    dialog.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => links[at].focus());
    dialog.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step) show(at + (getComputedStyle(dialog).direction === "rtl" ? -step : step));
    });
    document.body.append(dialog);
  }

  function show(number) {
    if (!links[number]) return;
    at = number;
    const picture = links[at].firstElementChild.cloneNode(true);
    for (const source of picture.querySelectorAll("source[sizes]")) source.sizes = "100vw";
    const image = picture.matches("img") ? picture : picture.querySelector("img");
    image.removeAttribute("style");
    image.removeAttribute("loading");
    const caption = links[at].closest("figure")?.querySelector("figcaption");
    stage.replaceChildren(picture, ...(caption ? [caption.cloneNode(true)] : []));
    dialog.querySelector(".before").hidden = !links[at - 1];
    dialog.querySelector(".after").hidden = !links[at + 1];
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.zoom");
    const other = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || other || event.defaultPrevented || !link.firstElementChild) return;
    event.preventDefault();
    if (!dialog) make();
    links = [...document.querySelectorAll("main a.zoom")];
    show(links.indexOf(link));
    dialog.showModal();
  });
})();
