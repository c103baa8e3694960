// The desk works without this: it copies Markdown at a click, and loads a page again when what was under way has ended.

const said = document.getElementById("said");

document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-copy]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) return;
  event.preventDefault();
  const words = link.firstChild;
  const before = words.data;
  try {
    const answer = await fetch(link.href);
    if (!answer.ok) throw new Error(answer.statusText);
    await navigator.clipboard.writeText(await answer.text());
  } catch {
    // There it can be copied by hand.
    location.assign(link.href);
    return;
  }
  words.data = "Copied";
  said.textContent = "The Markdown was copied.";
  setTimeout(() => { words.data = before; said.textContent = ""; }, 2000);
});

async function follow(address) {
  for (;;) {
    await new Promise((done) => setTimeout(done, 700));
    try {
      if (!document.hidden && (await (await fetch(address)).text()) === "no") return location.reload();
    } catch {
      // The preview has ended; it may come back.
    }
  }
}

if (document.body.dataset.busy) follow(document.body.dataset.busy);
