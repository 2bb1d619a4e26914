import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { z } from 'zod'
import { OUT_OF_SCOPE } from '../domain/article.ts'
import type { Sourced } from '../learning/sourced.ts'
import type { Peer } from '../learning/suite.ts'
import type { PeerAnswers } from '../learning/suite-results.ts'
import { languageOf } from '../pipeline/language.ts'

/** Milliseconds that a peer may take for one set. */
const PEER_DEADLINE_MS = 15 * 60_000

const answers = z.object({
  seconds: z.object({ train: z.number(), predict: z.number() }),
  /** null for what the peer rejects. */
  predictions: z.array(z.object({ intent: z.string().nullable(), confidence: z.number() })),
})

/**
 * Another program on the same data: it gets `{language, train: [{text, intent}], test: [text]}` in a file and writes its answers
 * to another. One that is not installed, fails or takes too long is left out by name.
 */
export const askPeer = async (
  peer: Peer,
  folder: string,
  data: { train: readonly Sourced[]; test: readonly Sourced[] },
): Promise<PeerAnswers> => {
  const { name } = peer
  if (!existsSync(join(folder, peer.needs)))
    return { name, skipped: `not installed; npm install --prefix ${relative('.', folder)}` }
  const work = await mkdtemp(join(tmpdir(), 'tabdesk-peer-'))
  try {
    const input = join(work, 'in.json')
    const output = join(work, 'out.json')
    await writeFile(
      input,
      JSON.stringify({
        language: languageOf(data.train.map(({ text }) => text).join(' ')),
        // A peer has no notion of examples that are none of its intents.
        train: data.train.filter(({ intent }) => intent !== OUT_OF_SCOPE).map(({ text, intent }) => ({ text, intent })),
        test: data.test.map(({ text }) => text),
      }),
    )
    await run([...peer.command, input, output], folder)
    const { seconds, predictions } = answers.parse(JSON.parse(await readFile(output, 'utf8')))
    if (predictions.length !== data.test.length)
      return { name, skipped: `answered ${predictions.length} of ${data.test.length} messages` }
    return {
      name,
      seconds,
      rows: data.test.map(({ text, intent: label }, i) => {
        const { intent, confidence } = predictions[i] as (typeof predictions)[number]
        return {
          text,
          label,
          intent: intent ?? OUT_OF_SCOPE,
          confidence,
          decision: 'suggest',
          language: languageOf(text),
          votes: [],
          outOfScope: 1 - confidence,
        }
      }),
    }
  } catch (error) {
    return { name, skipped: (error as Error).message }
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

const run = ([command = '', ...args]: readonly string[], cwd: string): Promise<void> =>
  new Promise((settle, fail) => {
    const child = spawn(command === 'node' ? process.execPath : command, args, {
      cwd: resolve(cwd),
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: PEER_DEADLINE_MS,
      killSignal: 'SIGKILL',
    })
    let said = ''
    child.stderr.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-500)
    })
    child.on('error', fail)
    child.on('exit', (code, signal) => {
      if (code === 0) settle()
      else
        fail(
          new Error(
            signal === null
              ? `exit code ${code}: ${said.trim()}`
              : `stopped after ${PEER_DEADLINE_MS / 60_000} minutes`,
          ),
        )
    })
  })
