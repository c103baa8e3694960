// What does not fit in a page as it is shown: a list of words, empty where all is well.
"use strict";
(() => {
  const found = new Set();
  const width = document.documentElement.clientWidth;
  const slack = 1.5;
  const named = (one) => {
    const words = (one.textContent || one.getAttribute("aria-label") || "").trim().slice(0, 30);
    return `${one.localName}${one.className?.baseVal === undefined && one.className ? "." + one.className : ""} “${words}”`;
  };
  const style = new Map();
  const of = (one) => style.get(one) ?? style.set(one, getComputedStyle(one)).get(one);
  const isShown = (one) => one.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true, opacityProperty: true });
  // Words for those who listen alone.
  const isHidden = (one) => {
    const box = one.getBoundingClientRect();
    return box.width <= 1 || box.height <= 1 || Boolean(one.closest(".visually-hidden, .skip"));
  };
  const above = (one) => {
    const all = [];
    for (let at = one.parentElement; at; at = at.parentElement) all.push(at);
    return all;
  };
  const cuts = (one) => of(one).overflowX !== "visible";
  const all = [...document.body.querySelectorAll("*")].filter((one) => isShown(one) && !isHidden(one));
  const elements = all.filter((one) => !one.closest("svg, math") || one.localName === "svg" || one.localName === "math");

  if (document.documentElement.scrollWidth > width) found.add(`the page is ${document.documentElement.scrollWidth} wide`);

  for (const one of elements) {
    const box = one.getBoundingClientRect();
    const isCut = above(one).some((parent) => parent !== document.body && cuts(parent));
    if (!isCut && (box.left < -slack || box.right > width + slack)) found.add(`outside the window: ${named(one)}`);
    const scrolls = ["auto", "scroll"].includes(of(one).overflowX);
    const isWide = one.scrollWidth > one.clientWidth + slack && of(one).display !== "inline";
    if (scrolls && isWide && one.tabIndex < 0 && !one.querySelector("a, button, input, [tabindex]"))
      found.add(`scrolls, and the keyboard cannot reach it: ${named(one)}`);
    if (scrolls && isWide && !one.matches("pre, nav, .beside") && !one.getAttribute("aria-label") && !one.getAttribute("aria-labelledby"))
      found.add(`scrolls, and has no name: ${named(one)}`);
    const isShort = of(one).textOverflow === "ellipsis" || of(one).webkitLineClamp !== "none";
    if (["hidden", "clip"].includes(of(one).overflowX) && isWide && !isShort && one.textContent.trim() && of(one).position !== "absolute" && !one.matches(".byline, .row-card"))
      found.add(`cut off: ${named(one)}`);
    if (/^H[1-6]$/.test(one.tagName) && isWide) found.add(`a heading sticks out: ${named(one)}`);
  }

  // As much of a box as what it scrolls in shows.
  const seen = (one) => {
    let { left, right, top, bottom } = one.getBoundingClientRect();
    for (const parent of above(one).filter(cuts)) {
      const box = parent.getBoundingClientRect();
      [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    return { left, right, top, bottom };
  };
  // Boxes that hold words of their own do not lie on each other.
  const hasWords = (one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
  const boxes = elements
    .filter((one) => hasWords(one) && of(one).display !== "inline" && of(one).display !== "contents")
    .filter((one) => ![one, ...above(one)].some((at) => ["absolute", "fixed"].includes(of(at).position) || at.localName === "pre"))
    .map((one) => ({ one, box: seen(one) }))
    .filter(({ box }) => box.right > box.left && box.bottom > box.top)
    .sort((a, b) => a.box.top - b.box.top);
  boxes.forEach(({ one, box }, at) => {
    for (let next = at + 1; next < boxes.length && boxes[next].box.top < box.bottom - 2; next += 1) {
      const other = boxes[next];
      if (one.contains(other.one) || other.one.contains(one)) continue;
      const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
      const down = Math.min(box.bottom, other.box.bottom) - other.box.top;
      if (across > 2 && down > 2) found.add(`on each other: ${named(one)} and ${named(other.one)}`);
    }
  });

  // WCAG 2.2, 2.5.8: 24 by 24 pixels, or as much room around; links within a line of text are free.
  const isInText = (one) => {
    if (of(one).display !== "inline") return false;
    const parent = above(one).find((at) => of(at).display !== "inline");
    return parent.textContent.trim().length > one.textContent.trim().length;
  };
  const targets = elements
    .filter((one) => one.matches("a[href], button, summary, input:not([type=hidden]), select, [tabindex='0']"))
    .filter((one) => of(one).pointerEvents !== "none")
    .map((one) => ({ one, box: (one.closest("label") ?? one).getBoundingClientRect() }));
  const small = targets.filter(({ one, box }) => (box.width < 23.5 || box.height < 23.5) && !isInText(one));
  for (const { one, box } of small) {
    const x = (box.left + box.right) / 2, y = (box.top + box.bottom) / 2;
    const near = targets.find((other) => {
      if (other.one === one || one.contains(other.one) || other.one.contains(one)) return false;
      const dx = Math.max(other.box.left - x, 0, x - other.box.right), dy = Math.max(other.box.top - y, 0, y - other.box.bottom);
      const cx = (other.box.left + other.box.right) / 2 - x, cy = (other.box.top + other.box.bottom) / 2 - y;
      const isSmall = other.box.width < 23.5 || other.box.height < 23.5;
      return Math.hypot(dx, dy) < 12 || (isSmall && Math.hypot(cx, cy) < 24);
    });
    if (near) found.add(`too small to touch: ${named(one)} (${box.width.toFixed()} × ${box.height.toFixed()}), beside ${named(near.one)}`);
  }
  return [...found].slice(0, 20);
})();
