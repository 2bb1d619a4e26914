import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parse } from 'yaml'
import { parseSuite, type Suite, type SuiteSet } from '../learning/suite.ts'
import { readTextFile } from './json-lines.ts'
import { WrongUse } from './terminal.ts'

/**
 * A suite with its folders in full. Files are found beside it or, where `TABDESK_DATA` says so, in another folder.
 * @throws WrongUse or Refusal naming file, place and fix
 */
export const readSuite = async (path: string): Promise<Suite> => {
  const text = await readTextFile(path)
  let value: unknown
  try {
    value = parse(text)
  } catch (error) {
    throw new WrongUse(`${path}: ${(error as Error).message}`)
  }
  const suite = parseSuite(value, path)
  const beside = (folder: string): string => resolve(dirname(path), folder)
  return {
    ...suite,
    data: process.env['TABDESK_DATA'] ?? beside(suite.data),
    peers: suite.peers.map((peer) => ({ ...peer, folder: beside(peer.folder) })),
    sets: suite.sets.map((set) => ({ ...set, ...(set.root === undefined ? {} : { root: beside(set.root) }) })),
  }
}

/** Where files of a set lie. */
export const pathsOf = ({ data }: Suite, { root }: SuiteSet, files: readonly string[]): string[] =>
  files.map((file) => join(root ?? data, file))

/** The first of a set's files that is not there. */
export const missingFile = (suite: Suite, set: SuiteSet): string | undefined =>
  pathsOf(suite, set, [
    ...set.train,
    ...set.validation,
    ...set.test,
    ...(set.knowledge === undefined ? [] : [set.knowledge]),
  ]).find((file) => !existsSync(file))
