import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openEntities } from '../src/compose-reading.ts'

/** Nearly midnight in Shanghai, past it in Tokyo. */
const LATE = new Date('2026-11-22T23:30:00+08:00')
const zone = (name: string) => ({ timeZone: { zh: name, en: name } })

describe("a shop's entities", () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tabdesk-'))
    await writeFile(join(folder, 'catalogue.csv'), 'sku,name_zh,name_en\nC-1,保温杯,Thermos bottle\nC-1,又一个,\n')
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('are those of its catalogue; a line that cannot be used is named', async () => {
    const { findEntities, products } = await openEntities(folder, {})
    expect(findEntities('保温杯漏水', LATE)).toEqual([
      { type: 'product', text: '保温杯', value: 'C-1', start: 0, end: 3 },
    ])
    expect(products.faults).toEqual(['catalogue.csv:3 has the sku C-1 a second time; every product has its own'])
  })
  it('count days by timeZone of shop.yaml, and refuse one that is none', async () => {
    const today = async (facts: Parameters<typeof openEntities>[1]) =>
      (await openEntities(folder, facts)).findEntities('今天', LATE)[0]?.value
    expect(await today({})).toBe('2026-11-22')
    expect(await today(zone('Asia/Tokyo'))).toBe('2026-11-23')
    await expect(today(zone('Beijing'))).rejects.toThrow('timeZone is "Beijing"')
  })
  it('need no catalogue', async () => {
    const { findEntities, products } = await openEntities(join(folder, 'absent'), {})
    expect(findEntities('保温杯漏水，订单尾号3345', LATE).map(({ type }) => type)).toEqual(['order_tail'])
    expect(products.faults).toEqual([])
  })
})
