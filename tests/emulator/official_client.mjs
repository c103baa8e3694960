// Drives Notion's own JavaScript client: reads calls as JSON from stdin, writes what became of each as JSON to stdout.
//
// {"modules": "…/node_modules", "url", "token", "version", "retry", "calls": [{"call": "dataSources.query", "args": {},
// "helper": "collect" | "iterate" | "rows" | "request" | "verify" | null}]}
import { createRequire } from "node:module"
import { text } from "node:stream/consumers"

const asked = JSON.parse(await text(process.stdin))
const sdk = createRequire(`${asked.modules}/`)("@notionhq/client")
const notion = new sdk.Client({
  auth: asked.token,
  baseUrl: asked.url,
  notionVersion: asked.version,
  retry: asked.retry ? { maxRetries: 3, initialRetryDelayMs: 10 } : false,
  logger: () => {},
})

const helpers = {
  collect: (call, args) => sdk.collectPaginatedAPI(call, args),
  iterate: async (call, args) => {
    const found = []
    for await (const one of sdk.iteratePaginatedAPI(call, args)) found.push(one)
    return found
  },
  rows: (_, args) => sdk.collectAllDataSourceRows(notion, args),
  request: (_, args) => notion.request(args),
  verify: (_, args) => sdk.verifyWebhookSignature(args),
}

const isFull = {
  page: sdk.isFullPage,
  block: sdk.isFullBlock,
  database: sdk.isFullDatabase,
  data_source: sdk.isFullDataSource,
  user: sdk.isFullUser,
  comment: sdk.isFullComment,
  view: sdk.isFullView,
}

function fullness(result) {
  const all = Array.isArray(result) ? result : (result.results ?? [result])
  return all.every(one => isFull[one.object]?.(one) ?? true)
}

async function outcome({ call, args, helper }) {
  const owner = call.split(".").slice(0, -1).reduce((found, name) => found?.[name], notion)
  const method = owner?.[call.split(".").at(-1)]?.bind(owner)
  try {
    const result = await (helper ? helpers[helper](method, args) : method(args))
    return { result, full: fullness(result) }
  } catch (error) {
    if (!sdk.isNotionClientError(error)) throw error
    const { code, status, message, request_id, additional_data } = error
    return { error: error.constructor.name, code, status, message, request_id, additional_data }
  }
}

const outcomes = []
for (const one of asked.calls) outcomes.push(await outcome(one))
process.stdout.write(JSON.stringify(outcomes))
