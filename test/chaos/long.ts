import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { FAULTS, judge, tally } from './oracle.ts'
import { seenBy } from './party.ts'
import { allAcked, createServer, logIn, openConversations, turnsDone } from './stage.ts'
import { createWireProxy } from './wire-proxy.ts'

/**
 * `npm run chaos -- --long [messages]`: kill -9, acknowledgements lost with their line and lines cut at random, mixed, until so many messages
 * are acknowledged; writes data/chaos/long.json and .md, with UPDATE_DOCS=1 also docs/chaos-long.md, and ends with 1 where the oracle finds
 * anything.
 */
const wanted = Number(process.argv[2] ?? 1_000_000)
if (!Number.isSafeInteger(wanted) || wanted < 1)
  throw new Error(`${process.argv[2]} is no number of messages: say \`npm run chaos -- --long 100000\``)
const CONVERSATIONS = 40
const WINDOW = 64
const KILL_EVERY_MS = 8_000
/** Of all acknowledgements. */
const ACKS_LOST = 0.001
const CUT_EVERY_MS = 400
const PATIENCE_MS = 120_000
const FOLDER = join(import.meta.dirname, '../../data/chaos')
const DOCS = join(import.meta.dirname, '../../docs/chaos-long.md')

const ends: (() => unknown)[] = []
const onEnd = ((end: () => unknown) => void ends.push(end)) as Parameters<typeof createServer>[1]
const started = performance.now()
const server = await createServer({}, onEnd)
await server.start()
let lost = 0
const proxy = await createWireProxy(server.where, ({ type }, way) => {
  if (way !== 'down' || type !== 'ack' || Math.random() >= ACKS_LOST) return 'pass'
  lost += 1
  return 'reset'
})
// Half of them over the proxy: it costs as much as the server.
let turn = 0
const where = () => (server.where() === undefined || turn++ % 4 > 0 ? server.where() : proxy.url)
const { customers, agents } = await openConversations(CONVERSATIONS, where, { window: WINDOW })
const acked = (): number => agents.reduce((sum, one) => sum + one.acked.length, 0)

let kills = 0
let cuts = 0
let [lastKill, lastCut] = [performance.now(), performance.now()]
while (acked() < wanted) {
  for (const agent of agents) while (agent.waiting() < 2 * WINDOW) agent.say(`${agent.sub} ${agent.said.length}`)
  await sleep(2)
  const now = performance.now()
  if (now - lastCut > CUT_EVERY_MS) {
    agents[cuts++ % agents.length]?.cut(cuts % 2 ? 'reset' : 'end')
    lastCut = now
  }
  if (now - lastKill < KILL_EVERY_MS) continue
  kills += 1
  await server.kill()
  await server.start()
  lastKill = performance.now()
  console.log(`${acked()} acknowledged, ${kills} kills, ${Math.round((lastKill - started) / 1000)} s`)
}
await allAcked(agents, PATIENCE_MS)
await turnsDone(server.where, PATIENCE_MS)
const talked = (performance.now() - started) / 1000
await sleep(3_000)
const parties = [...customers, ...agents]
for (const party of parties) party.leave()
await server.stop()
await proxy.close()
const { log, finished, owed } = await logIn(server.dataDir)
const findings = judge({ log, finished, ...seenBy(parties, WINDOW) })
const report = {
  acknowledged: acked(),
  acknowledgementsSeen: parties.reduce((sum, one) => sum + one.acked.length, 0),
  kills,
  acknowledgementsLost: lost,
  linesCut: cuts,
  reconnects: parties.reduce((sum, { frames }) => sum + frames.reconnects, 0),
  eventsShown: parties.reduce((sum, one) => sum + one.screens().reduce((all, { events }) => all + events.length, 0), 0),
  eventsInLog: log.length,
  turnsOwed: owed,
  secondsOfTalk: Math.round(talked),
  seconds: Math.round((performance.now() - started) / 1000),
  found: tally(findings),
}
mkdirSync(FOLDER, { recursive: true })
writeFileSync(
  join(FOLDER, 'long.json'),
  `${JSON.stringify({ ...report, findings: findings.slice(0, 100) }, undefined, 1)}\n`,
)
const table = [
  '| what | |',
  '|---|---|',
  ...Object.entries(report).map(([what, value]) => `| ${what} | ${JSON.stringify(value)} |`),
  '',
].join('\n')
writeFileSync(join(FOLDER, 'long.md'), table)
if (process.env['UPDATE_DOCS'] === '1')
  writeFileSync(
    DOCS,
    `# The long run

\`npm run chaos -- --long ${wanted}\` on ${new Date().toISOString().slice(0, 10)}, ${availableParallelism()} cores (${cpus()[0]?.model}), Node ${process.versions.node}. What it does and who judges: [chaos.md](chaos.md).

${table}
${findings.length === 0 ? `None lost of ${acked()}: with 95 % confidence fewer than ${Math.ceil((3 / acked()) * 1e9) / 1e9} of all messages are (3/N).` : 'The oracle found what it must not: see `found`.'}
`,
  )
console.log(report)
for (const { fault, where: at } of findings.slice(0, 20)) console.log(`${FAULTS[fault]}: ${at}`)
for (const end of ends.toReversed()) await end()
process.exit(findings.length > 0 || owed > 0 ? 1 : 0)
