import { describe, expect, it } from 'vitest'
import { canFailDisks } from '../faults/disk.ts'
import { inspect } from '../faults/oracle.ts'
import { cutPower, unsyncedIn } from '../faults/power-cut.ts'
import { note } from './row.ts'
import { temporary } from './stage.ts'

const LEAKS = ['0', '0.3', '0', '0.3', '0', '0.3']
const ACKS_A_ROUND = 1_500

describe.skipIf(!canFailDisks)('C02 power cut (needs Linux and gcc)', () => {
  it('loses nothing that was acknowledged, with and without early write-back', async (context) => {
    const root = await temporary()
    let acks = 0
    for (const [round, leak] of LEAKS.entries()) {
      const { image, acknowledged } = await cutPower(root, { name: `cut-${round}`, leak, acks: ACKS_A_ROUND })
      expect(await inspect(image, acknowledged)).toMatchObject({ lost: 0, doubled: 0, gaps: [] })
      acks += acknowledged.length
    }
    note(context, {
      id: 'C02',
      name: 'power cut',
      injected: `only fsynced bytes survive, in half of the rounds 30 % of the others too; ${acks} acknowledged`,
      times: LEAKS.length,
      result: 'nothing',
    })
  })
  it('negative control: commits without an fsync', { retry: 2 }, async (context) => {
    const { image, acknowledged } = await cutPower(await temporary(), { name: 'cut', mode: 'unsynced' })
    const lost = acknowledged.length - (await unsyncedIn(image))
    note(context, { id: 'C02', control: `commits without fsync: lost ${lost}` })
    expect(lost).toBeGreaterThan(0)
  })
})
