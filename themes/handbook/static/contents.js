// Marks, in the contents beside the text, the heading that the reader has come to.
"use strict";
(() => {
  const links = new Map();
  for (const link of document.querySelectorAll(".contents-beside a")) {
    const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (heading) links.set(heading, link);
  }
  const headings = [...links.keys()];
  const mark = () => {
    const reached = headings.filter((heading) => heading.getBoundingClientRect().top < innerHeight / 3);
    const isAtEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - 2;
    const current = isAtEnd ? headings.at(-1) : reached.at(-1);
    for (const [heading, link] of links) {
      if (heading === current) link.setAttribute("aria-current", "location");
      else link.removeAttribute("aria-current");
    }
    // Only their own box is scrolled, never the page.
    const box = links.get(current)?.closest("nav");
    if (box) box.scrollTop = links.get(current).offsetTop - box.clientHeight / 2;
  };
  // Told when a heading crosses the line, and when the last one leaves or reaches the screen.
  const watch = new IntersectionObserver(mark, { rootMargin: "0px 0px -66.66% 0px" });
  const end = new IntersectionObserver(mark);
  for (const heading of headings) watch.observe(heading);
  const footer = document.querySelector(".site-footer");
  if (footer) end.observe(footer);
  addEventListener("scrollend", mark);
})();
