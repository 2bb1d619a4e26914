import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createAutomaton } from '../src/lib/aho-corasick.ts'

const occurrences = (patterns: readonly string[], text: string): string[] => {
  const found: string[] = []
  createAutomaton(patterns).scan(text, (pattern, end) => found.push(`${pattern}@${end}`))
  return found.sort()
}

const naive = (patterns: readonly string[], text: string): string[] =>
  patterns
    .flatMap((pattern, index) =>
      Array.from({ length: text.length }, (_, end) => end + 1)
        .filter((end) => pattern !== '' && text.slice(0, end).endsWith(pattern))
        .map((end) => `${index}@${end}`),
    )
    .sort()

describe('createAutomaton', () => {
  it('finds names within names', () => {
    expect(occurrences(['耳机', '蓝牙耳机', '蓝牙', '机'], '蓝牙耳机坏了')).toEqual(['0@4', '1@4', '2@2', '3@4'])
    expect(occurrences(['he', 'she', 'hers'], 'ushers')).toEqual(['0@4', '1@4', '2@6'])
  })
  it('finds what a search for each pattern finds', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '机', '耳'), maxLength: 30 })
    fc.assert(
      fc.property(
        fc.array(
          text.filter((pattern) => pattern.length < 6),
          { maxLength: 8 },
        ),
        text,
        (patterns, written) => {
          expect(occurrences(patterns, written)).toEqual(naive(patterns, written))
        },
      ),
    )
  })
  it('gives equal patterns each their own place', () => {
    expect(occurrences(['ab', 'ab', ''], 'abab')).toEqual(['0@2', '0@4', '1@2', '1@4'])
  })
})
