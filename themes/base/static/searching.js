// Searching: what is typed, asked and shown, in the dialogue and on the page with the list of all pages. It is loaded
// when somebody begins to search.
const told = document.getElementById("search").dataset;
const AT_ONCE = 10;

// Pagefind searches the whole text: https://pagefind.app/docs/api/
let index;
const pagefind = () => {
  index ??= import(`${told.root}pagefind/pagefind.js`).then(async (found) => {
    await found.options({ excerptLength: 24 });
    await found.filters();
    return found;
  });
  index.catch(() => (index = undefined));
  return index;
};
const inText = async (words, tag) => {
  const found = await (await pagefind()).search(words, tag ? { filters: { tag } } : {});
  return {
    tags: found.filters.tag ?? {},
    results: found.results.map((one) => async () => {
      const { url, meta, excerpt, sub_results } = await one.data();
      const parts = sub_results.filter((part) => part.url !== url).slice(0, 3);
      return { url, title: meta.title, excerpt, parts };
    }),
  };
};

// The list of all pages knows their titles, tags and descriptions.
const folded = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
const read = async () => {
  const found = [];
  for (let url = `${told.root}search/`; url; ) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(url);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const item of page.querySelectorAll(".titles section > ul > li")) {
      const link = item.querySelector("a");
      const excerpt = item.querySelector("p")?.textContent ?? "";
      const tags = Array.from(item.querySelectorAll("li"), (one) => one.textContent);
      const title = folded(link.textContent);
      const all = folded([title, excerpt, ...tags].join(" "));
      found.push({ url: link.getAttribute("href"), title: link.textContent, excerpt, parts: [], tags, in: [title, all] });
    }
    url = page.querySelector("a[rel=next]")?.getAttribute("href");
  }
  return found;
};
let list;
const inList = async (words, tag) => {
  list ??= read();
  list.catch(() => (list = undefined));
  const wanted = folded(words).split(/\s+/);
  const tags = {};
  const places = [[], []];
  for (const one of await list) {
    const place = one.in.findIndex((text) => wanted.every((word) => text.includes(word)));
    if (place < 0) continue;
    for (const name of one.tags) tags[name] = (tags[name] ?? 0) + 1;
    if (!tag || one.tags.includes(tag)) places[place].push(one);
  }
  return { tags, results: places.flat().map((one) => async () => one) };
};

const find = (words, tag) =>
  told.search === "pagefind" ? inText(words, tag).catch(() => inList(words, tag)) : inList(words, tag);

const element = (name, ...inside) => {
  const made = document.createElement(name);
  made.append(...inside);
  return made;
};
const link = (url, title) => Object.assign(element("a", title), { href: url });
// Of an excerpt only the marks are markup.
const marked = (excerpt) =>
  excerpt.split(/<\/?mark>/).map((part, at) => {
    const words = told.search === "pagefind" ? part.replace(/&lt;/g, "<").replace(/&gt;/g, ">") : part;
    return at % 2 ? element("mark", words) : words;
  });
const shown = ({ url, title, excerpt, parts }) => {
  const item = element("li", link(url, title), element("p", ...marked(excerpt)));
  if (parts.length) item.append(element("ul", ...parts.map((part) => element("li", link(part.url, part.title)))));
  return item;
};

export const searchIn = (place) => {
  const at = (selector) => place.querySelector(selector);
  const input = at("[type=search]");
  const status = at(".search-status");
  const results = at(".search-results");
  const tags = at(".search-tags");
  let turn = 0;
  let tag = "";
  let wait;

  const show = async (found, mine) => {
    const next = await Promise.all(found.splice(0, AT_ONCE).map((load) => load()));
    if (mine !== turn) return;
    at(".search-more")?.remove();
    const items = next.map(shown);
    results.append(...items);
    if (!found.length) return items;
    const more = Object.assign(element("button", told.more), { type: "button", className: "search-more" });
    more.onclick = async () => (await show(found, mine))?.[0].querySelector("a").focus();
    results.after(more);
    return items;
  };

  const offer = (counts, mine) => {
    const names = Object.keys(counts).filter((name) => counts[name] || name === tag);
    names.sort((one, other) => counts[other] - counts[one]);
    tags.hidden = names.length < 2 && !tag;
    tags.replaceChildren(
      ...names.slice(0, 8).map((name) => {
        const button = Object.assign(element("button", name), { type: "button" });
        button.setAttribute("aria-pressed", name === tag);
        button.onclick = async () => {
          tag = name === tag ? "" : name;
          await run();
          Array.from(tags.children).find((one) => one.textContent === name)?.focus();
        };
        return button;
      }),
    );
  };

  const run = async () => {
    const mine = ++turn;
    const words = input.value.trim();
    place.toggleAttribute("data-searching", words);
    if (!words) tag = "";
    let found = { results: [], tags: {} };
    let message = "";
    try {
      if (words) {
        found = await find(words, tag);
        const count = found.results.length;
        message = count > 1 ? told.many.replace("{count}", count.toLocaleString(document.documentElement.lang)) : told.one;
        if (!count) message = told.none.replace("{words}", () => words);
      }
    } catch {
      message = told.failed;
    }
    if (mine !== turn) return;
    status.textContent = message;
    results.replaceChildren();
    at(".search-more")?.remove();
    offer(found.tags, mine);
    await show(found.results, mine);
  };

  input.addEventListener("input", () => {
    clearTimeout(wait);
    wait = setTimeout(run, 120);
  });
  at("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    clearTimeout(wait);
    await run();
    results.querySelector("a")?.click();
  });
  place.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const stops = [input, ...results.querySelectorAll("a")];
    const from = stops.indexOf(document.activeElement);
    if (!step || from < 0 || event.isComposing) return;
    event.preventDefault();
    stops[Math.min(Math.max(from + step, 0), stops.length - 1)].focus();
  });
  // What was typed while this was loaded.
  run();
};
