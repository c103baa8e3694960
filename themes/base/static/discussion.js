// Shows what readers say to a page once somebody asks for it. Nothing is asked of the provider before, and without this
// script there is a link where the provider has one.
{
  const section = document.getElementById("discussion");
  const { provider, script: address, words, failed } = section.dataset;
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => root.dataset.theme ?? (system.matches ? "dark" : "light");
  const named = { giscus: { className: "giscus", id: "giscus" }, isso: { id: "isso-thread" }, remark42: { id: "remark42" } };

  const follow = () => {
    const frame = section.querySelector(".giscus-frame");
    frame?.contentWindow.postMessage({ giscus: { setConfig: { theme: theme() } } }, new URL(address).origin);
    window.REMARK42?.changeTheme?.(theme());
  };

  const button = document.createElement("button");
  const show = () => {
    const settings = JSON.parse(section.dataset.settings);
    const place = Object.assign(document.createElement("div"), named[provider], { tabIndex: -1 });
    const script = document.createElement("script");
    if (provider === "remark42") {
      window.remark_config = { ...settings, theme: theme() };
      script.type = "module";
    } else {
      Object.assign(script.dataset, settings);
    }
    if (provider === "giscus") {
      script.dataset.theme = theme();
      script.crossOrigin = "anonymous";
    }
    place.dataset.title = document.querySelector("h1").textContent;
    script.onerror = () => {
      place.setAttribute("role", "alert");
      place.textContent = failed;
    };
    script.src = address;
    button.parentElement.replaceWith(place);
    section.append(script);
    new MutationObserver(follow).observe(root, { attributeFilter: ["data-theme"] });
    system.addEventListener("change", follow);
    return place;
  };

  button.type = "button";
  button.className = "button";
  button.textContent = words;
  button.onclick = () => show().focus();
  section.querySelector("p").prepend(button, " ");
  section.hidden = false;
  // Who follows a link to a comment, or comes back from signing in, has asked.
  if (/^#(giscus|isso-|remark42__)/.test(location.hash) || new URLSearchParams(location.search).has("giscus")) show();
}
