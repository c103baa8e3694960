// The browser's part of the preview: it follows what is built, in place, and shows what could not be built.
(() => {
  "use strict";
  const own = document.currentScript;
  const base = own.src.replace(/client\.js.*$/, "");
  let version = own.dataset.version;
  let events = null;
  let patching = Promise.resolve();

  // What is told

  function listen() {
    if (events) return;
    const address = location.pathname;
    events = new EventSource(`${base}events?${new URLSearchParams({ address, version })}`);
    events.onmessage = (event) => take(JSON.parse(event.data));
    // What is missed while nobody answers is told with the next greeting, by the version that is asked with.
    events.onerror = again;
  }

  function again() {
    hangUp();
    setTimeout(() => { if (!document.hidden) listen(); }, 500);
  }

  function hangUp() {
    if (events) events.close();
    events = null;
  }

  function take(message) {
    if (message.type === "page") patching = patching.then(patch).catch(() => location.reload());
    else if (message.type === "files") {
      const used = usedFiles();
      patching = patching.then(() => refresh(message.files, used)).catch(() => location.reload());
    } else if (message.type === "troubles") show(message.troubles);
  }

  // A tab that nobody sees holds no connection: browsers allow few of them.
  document.addEventListener("visibilitychange", () => (document.hidden ? hangUp() : listen()));
  window.addEventListener("pagehide", hangUp);
  window.addEventListener("pageshow", (event) => { if (event.persisted) listen(); });

  // A changed page

  async function patch() {
    const response = await fetch(location.href, { cache: "no-store" });
    if (response.redirected) return location.reload();
    const next = new DOMParser().parseFromString(await response.text(), "text/html");
    const script = next.querySelector("script[data-version]");
    if (!script || !(response.headers.get("Content-Type") || "").startsWith("text/html")) return location.reload();
    if (script.dataset.version === version) return;
    // What scripts have done cannot be undone, and what a page may load is said when it comes.
    if (scripts(next) !== scripts(document) || script.dataset.policy !== own.dataset.policy) return location.reload();
    const old = await loadSheets(next);
    keepingFocus(() => {
      attributes(document.documentElement, next.documentElement);
      children(document.head, next.head);
      attributes(document.body, next.body);
      children(document.body, next.body);
    });
    old.forEach((link) => link.remove());
    version = script.dataset.version;
    document.dispatchEvent(new CustomEvent("notionpress:patched"));
  }

  function scripts(page) {
    // What search engines are told runs nothing.
    const found = [...page.querySelectorAll("script:not([data-version], [type='application/ld+json'])")];
    return JSON.stringify(found.map((one) => [one.getAttribute("src"), one.type, one.getAttribute("src") ? "" : one.textContent]));
  }

  // Style sheets that the next version asks for are loaded before anything changes; gives those that it does not.
  async function loadSheets(next) {
    const now = sheets(document);
    const wanted = sheets(next).map((link) => link.getAttribute("href"));
    const loading = [];
    for (const link of sheets(next)) {
      const href = link.getAttribute("href");
      if (now.some((one) => one.getAttribute("href") === href)) continue;
      const made = document.importNode(link, true);
      const before = now.find((one) => nameOf(one.getAttribute("href")) === nameOf(href)) || now.at(-1);
      loading.push(loaded(made));
      if (before) before.after(made); else document.head.append(made);
    }
    await Promise.all(loading);
    return now.filter((link) => !wanted.includes(link.getAttribute("href")));
  }

  function sheets(page) {
    return [...page.querySelectorAll('link[rel~="stylesheet"][href]')];
  }

  // Names without the digest of what they hold: assets/style.0a1b2c3d.css.
  function nameOf(href) {
    return href.replace(/\.[0-9a-f]{8}(?=\.\w+$)/, "").replace(/\?.*$/, "");
  }

  function loaded(link) {
    return new Promise((done) => {
      link.addEventListener("load", done, { once: true });
      link.addEventListener("error", done, { once: true });
      setTimeout(done, 3000);
    });
  }

  // Changed files of other kinds

  const LINKED = ["stylesheet", "icon", "manifest", "preload"].map((rel) => `link[rel~="${rel}"][href]`).join();

  function usedFiles() {
    const fetched = performance.getEntriesByType("resource").map((one) => one.name);
    const named = [...document.querySelectorAll(`[src], ${LINKED}`)].map((one) => one.src || one.href);
    const addresses = [...fetched, ...named].filter((one) => typeof one === "string" && one.startsWith(location.origin));
    return new Set(addresses.map((one) => new URL(one).pathname));
  }

  async function refresh(files, used) {
    const changed = files.filter((file) => used.has(file));
    const links = sheets(document).filter((link) => changed.includes(new URL(link.href).pathname));
    const swapped = new Set(links.map((link) => new URL(link.href).pathname));
    if (changed.some((file) => !swapped.has(file) && usedFiles().has(file))) return location.reload();
    await Promise.all(links.map(async (link) => {
      const made = link.cloneNode();
      const address = new URL(link.href);
      address.searchParams.set("notionpress", Date.now());
      made.href = address.pathname + address.search;
      const loading = loaded(made);
      link.after(made);
      await loading;
      link.remove();
    }));
  }

  // Changing a document into another one, with as little as possible touched

  function keepingFocus(change) {
    const focused = document.activeElement;
    change();
    if (focused && focused !== document.activeElement && focused.id && !focused.isConnected) {
      const same = document.getElementById(focused.id);
      if (same) same.focus({ preventScroll: true });
    }
  }

  function node(now, next) {
    if (now.nodeType !== Node.ELEMENT_NODE) return data(now, next.data);
    if (now.isEqualNode(next)) return;
    attributes(now, next);
    if (now.localName === "textarea") {
      // What was typed stays; the words it began with are others.
      if (now.defaultValue !== next.defaultValue) now.defaultValue = next.defaultValue;
    } else children(now, next);
  }

  // Only the letters that differ are replaced, so that a selection stays where it is.
  function data(now, text) {
    const old = now.data;
    if (old === text) return;
    let start = 0;
    while (start < old.length && start < text.length && old[start] === text[start]) start += 1;
    let end = 0;
    const most = Math.min(old.length, text.length) - start;
    while (end < most && old[old.length - 1 - end] === text[text.length - 1 - end]) end += 1;
    now.replaceData(start, old.length - start - end, text.slice(start, text.length - end));
  }

  function attributes(now, next) {
    const isOpened = now.localName === "details" || now.localName === "dialog";
    for (const { name, value } of [...next.attributes]) {
      if (!(isOpened && name === "open") && now.getAttribute(name) !== value) now.setAttribute(name, value);
    }
    for (const { name } of [...now.attributes]) {
      if (!(isOpened && name === "open") && !next.hasAttribute(name)) now.removeAttribute(name);
    }
  }

  function children(now, next) {
    const old = [...now.childNodes].filter((one) => !isOurs(one));
    const wanted = [...next.childNodes].filter((one) => !isOurs(one));
    const pairs = matched(old, wanted);
    const kept = new Set(pairs.values());
    for (const one of old) {
      // Sheets that are not wanted any more go when the rest has changed.
      if (!kept.has(one) && !isSheet(one)) one.remove();
    }
    let at = now.firstChild;
    for (const one of wanted) {
      const found = pairs.get(one);
      if (found) {
        node(found, one);
        at = found.nextSibling;
      } else if (!isSheet(one)) now.insertBefore(document.importNode(one, true), at);
    }
  }

  function isSheet(one) {
    return one.localName === "link" && one.matches('[rel~="stylesheet"]');
  }

  function isOurs(one) {
    return one.localName === "script" && one.hasAttribute("data-version");
  }

  // Which old node becomes which new one, both in their order: equal ones first, between them those of one kind.
  function matched(old, wanted) {
    const pairs = new Map();
    const before = old.map(look);
    const after = wanted.map(look);
    let start = 0;
    while (start < before.length && start < after.length && before[start] === after[start]) {
      pairs.set(wanted[start], old[start]);
      start += 1;
    }
    let [lastOld, lastNew] = [before.length, after.length];
    while (lastOld > start && lastNew > start && before[lastOld - 1] === after[lastNew - 1]) {
      lastOld -= 1;
      lastNew -= 1;
      pairs.set(wanted[lastNew], old[lastOld]);
    }
    const same = (lastOld - start) * (lastNew - start) > 250000 ? [] : common(before.slice(start, lastOld), after.slice(start, lastNew));
    let [a, b] = [start, start];
    for (const [i, j] of [...same, [lastOld - start, lastNew - start]]) {
      between(old.slice(a, start + i), wanted.slice(b, start + j), pairs);
      if (start + i < lastOld) pairs.set(wanted[start + j], old[start + i]);
      [a, b] = [start + i + 1, start + j + 1];
    }
    return pairs;
  }

  function between(old, wanted, pairs) {
    let from = 0;
    for (const one of wanted) {
      const at = old.findIndex((other, index) => index >= from && kind(other) === kind(one));
      if (at < 0) continue;
      pairs.set(one, old[at]);
      from = at + 1;
    }
  }

  // The longest common subsequence, as pairs of places.
  function common(before, after) {
    const width = after.length + 1;
    const lengths = new Uint32Array((before.length + 1) * width);
    for (let i = before.length - 1; i >= 0; i -= 1) {
      for (let j = after.length - 1; j >= 0; j -= 1) {
        lengths[i * width + j] = before[i] === after[j]
          ? lengths[(i + 1) * width + j + 1] + 1
          : Math.max(lengths[(i + 1) * width + j], lengths[i * width + j + 1]);
      }
    }
    const found = [];
    for (let i = 0, j = 0; i < before.length && j < after.length;) {
      if (before[i] === after[j]) found.push([i++, j++]);
      else if (lengths[(i + 1) * width + j] >= lengths[i * width + j + 1]) i += 1;
      else j += 1;
    }
    return found;
  }

  // How a node looks as it was served: what readers open and close does not count.
  function look(one) {
    if (one.nodeType !== Node.ELEMENT_NODE) return `${one.nodeType}${one.data}`;
    return one.outerHTML.replace(/(<(?:details|dialog)\b[^>]*?) open=""/g, "$1");
  }

  function kind(one) {
    return `${one.nodeName}#${one.id || ""}`;
  }

  // What could not be built

  let overlay = null;
  let closed = "";

  const STYLE = `
    :host { all: initial; }
    section { position: fixed; inset: auto 0 0 0; z-index: 2147483647; max-height: 70vh; overflow: auto;
      box-sizing: border-box; padding: 1rem 1.25rem; background: #2a0f12; color: #fff; border-top: 4px solid #ff6b6b;
      font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
    h2 { margin: 0 6rem .5rem 0; font-size: 1.1rem; }
    ul { margin: 0; padding: 0; list-style: none; }
    li + li { margin-top: 1rem; padding-top: 1rem; border-top: 1px solid #6d3a3f; }
    p { margin: .25rem 0; white-space: pre-wrap; }
    .place { font-weight: 600; }
    .hint { color: #ffd8a8; }
    a { color: #9fd0ff; }
    button { position: absolute; top: .75rem; right: 1rem; font: inherit; color: inherit; background: none;
      border: 1px solid #fff; border-radius: 4px; padding: .2rem .7rem; cursor: pointer; }
    :focus-visible { outline: 3px solid #ffd43b; outline-offset: 2px; }`;

  function show(troubles) {
    const words = JSON.stringify(troubles);
    if (overlay) overlay.remove();
    overlay = null;
    if (!troubles.length) closed = "";
    if (!troubles.length || words === closed) return;
    overlay = document.createElement("notionpress-troubles");
    const root = overlay.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const region = element("section", { role: "region", "aria-labelledby": "title", tabindex: "-1" });
    const alert = element("div", { role: "alert" });
    alert.append(element("h2", { id: "title" }, "This could not be built; the last good version is shown"));
    const list = element("ul", {});
    for (const one of troubles) list.append(item(one));
    alert.append(list);
    const button = element("button", { type: "button" }, "Close");
    button.addEventListener("click", () => close(words));
    region.append(alert, button);
    root.append(region);
    document.documentElement.append(overlay);
  }

  function item(one) {
    const made = element("li", {});
    if (one.page || one.file) {
      const place = element("p", { class: "place" }, one.page || one.file);
      made.append(place);
    }
    made.append(element("p", {}, one.message));
    if (one.hint) made.append(element("p", { class: "hint" }, one.hint));
    if (one.url) {
      const link = element("a", { href: one.url, target: "_blank", rel: "noreferrer" }, "Open in Notion");
      const place = element("p", {});
      place.append(link);
      made.append(place);
    }
    return made;
  }

  function element(name, named, text = "") {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(named)) made.setAttribute(key, value);
    made.textContent = text;
    return made;
  }

  function close(words) {
    closed = words;
    if (overlay) overlay.remove();
    overlay = null;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && overlay && !event.defaultPrevented) overlay.shadowRoot.querySelector("button").click();
  });

  if (!document.hidden) listen();
})();
