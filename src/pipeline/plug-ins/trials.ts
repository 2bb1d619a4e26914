import type { Heard } from '../../ports/voters.ts'

const say = (written: string, language: 'zh' | 'en', more: Partial<Heard> = {}): Heard => ({
  text: written.toLowerCase(),
  written,
  language,
  entities: [],
  sentiment: { score: 0, anger: 0 },
  ...more,
})

/** Long runs of one character are what patterns explode on. */
const RUN_LENGTH = 2_000
const RUNS = ['a', 'x', '1', ' ', '.', '退', '哈', 'ab', '退款 ']

/** What a voter is tried with before it is heard: both languages, an entity, nothing at all, and what patterns explode on. */
export const TRIALS: readonly Heard[] = [
  say('我的货到哪了呀', 'zh'),
  say('Wheres my parcel, and can I get 600 yuan back?', 'en', {
    entities: [{ type: 'money', text: '600 yuan', value: '60000' }],
  }),
  say('', 'zh'),
  ...RUNS.map((run) => say(`${run.repeat(RUN_LENGTH / run.length)}!`, 'en')),
]
