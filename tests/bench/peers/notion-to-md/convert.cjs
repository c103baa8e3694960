// Converts pages to Markdown with notion-to-md: node convert.cjs IDS FOLDER [--at-hand]
//
// IDS is a file with an id a line; FOLDER gets a file for each. NOTION_BASE_URL and NOTION_TOKEN say whom to ask.
// Prints the seconds that it took, and those of the processor. With --at-hand everything is asked for beforehand and
// kept as text, so that they are those of the conversion alone.
const fs = require("node:fs");
const path = require("node:path");
const { Client } = require("@notionhq/client");
const { NotionToMarkdown } = require("notion-to-md");

const [ids, folder, atHand] = process.argv.slice(2);
const answers = new Map();

async function remembered(url, options) {
  if (!answers.has(url)) answers.set(url, await (await fetch(url, options)).text());
  return new Response(answers.get(url));
}

async function convert(pages) {
  const notionClient = new Client({
    auth: process.env.NOTION_TOKEN,
    baseUrl: process.env.NOTION_BASE_URL,
    ...(atHand ? { fetch: remembered } : {}),
  });
  const converter = new NotionToMarkdown({ notionClient });
  for (const page of pages) {
    const { parent } = converter.toMarkdownString(await converter.pageToMarkdown(page));
    fs.writeFileSync(path.join(folder, `${page}.md`), parent);
  }
}

async function main() {
  const pages = fs.readFileSync(ids, "utf8").split("\n").filter(Boolean);
  if (atHand) await convert(pages);
  const [began, used] = [performance.now(), process.cpuUsage()];
  await convert(pages);
  const { user, system } = process.cpuUsage(used);
  console.log((performance.now() - began) / 1e3, (user + system) / 1e6);
}

main();
