// Shows the beginning of a page over the links that lead to it, for the mouse and the keyboard.
// Without this script they are only links.
"use strict";
{
  const pages = new Map();
  const box = document.createElement("div");
  box.className = "preview";
  box.id = "preview";
  box.hidden = true;
  box.setAttribute("role", "tooltip");
  document.body.append(box);
  let shown = null;
  let timer = 0;

  const read = async (url) => {
    const answer = await fetch(url);
    if (!answer.ok) return [];
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const title = page.querySelector("main h1");
    if (!title) return [];
    const found = [...page.querySelectorAll("main .standfirst, .prose > p")].filter((one) => one.textContent.trim());
    return [title, ...found.slice(0, 3)].map((one) => {
      const words = document.createElement(one === title ? "b" : "p");
      words.textContent = one.textContent.trim();
      return words;
    });
  };

  const cancel = () => {
    clearTimeout(timer);
    timer = 0;
  };

  const hide = () => {
    cancel();
    shown?.removeAttribute("aria-describedby");
    shown = null;
    box.hidden = true;
  };

  const show = async (link) => {
    const url = link.href.split("#")[0];
    if (!pages.has(url)) pages.set(url, read(url).catch(() => []));
    const wanted = timer;
    const words = await pages.get(url);
    if (wanted !== timer || !words.length) return;
    hide();
    shown = link;
    box.replaceChildren(...words);
    box.hidden = false;
    const at = link.getClientRects()[0];
    const above = at.bottom + box.offsetHeight + 8 > innerHeight && at.top > box.offsetHeight + 8;
    box.style.top = `${scrollY + (above ? at.top - box.offsetHeight - 8 : link.getBoundingClientRect().bottom + 8)}px`;
    box.style.left = `${Math.max(16, Math.min(at.left, document.documentElement.clientWidth - box.offsetWidth - 16))}px`;
    link.setAttribute("aria-describedby", box.id);
  };

  const later = (what) => {
    cancel();
    timer = setTimeout(what, 300);
  };

  // Links to other pages of the site in the text and among what links to it.
  const linkOf = (event) => {
    const link = event.target.closest?.(".prose a[href], .backlinks a[href]");
    const isPage = link && link.origin === location.origin && /(\/|\.html)$/.test(link.pathname);
    return isPage && link.pathname !== location.pathname ? link : null;
  };

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType !== "mouse") return;
    const link = linkOf(event);
    if (box.contains(event.target) || (link && link === shown)) cancel();
    else if (link) later(() => show(link));
    else if (shown) later(hide);
    else cancel();
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link?.matches(":focus-visible")) later(() => show(link));
    else if (shown) hide();
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
}
