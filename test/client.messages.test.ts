import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { Outgoing } from '../src/client/outbox.ts'
import { ACK_TIMEOUT_MS, LIVES_MS, MAX_UNACKED, OTHERS_GRACE_MS, OTHERS_LAST_MS } from '../src/client/sender.ts'
import { ack, connectionBench, message, shelfOf } from './helpers/connection.ts'

describe('messages over a connection', () => {
  it('[W3] sends again with the same cid until the ack, and tells of it once', async () => {
    const { connection, online, pass, hear, sends, delivered, outbox } = connectionBench()
    await online()
    connection.send(message('a'))
    hear({ type: 'beat' })
    await pass(ACK_TIMEOUT_MS)
    expect(sends()).toEqual(['a', 'a'])
    hear(ack('a', 3))
    hear(ack('a', 3))
    expect(delivered).toEqual(['a@3'])
    expect(outbox.list()).toEqual([])
    await pass(ACK_TIMEOUT_MS)
    expect(sends()).toEqual(['a', 'a'])
  })

  it('keeps messages over a reload, in their order, before what is written while they are looked for', async () => {
    const shelf = shelfOf()
    const first = connectionBench({ shelf })
    await first.pass(0)
    first.jump(3_600_000)
    first.connection.send(message('b', '还没发出去'))
    // Somebody sets the clock back: ids made now sort before the one above.
    first.jump(-7_200_000)
    first.connection.send(message('a', '第二条'))
    const reloaded = connectionBench({ shelf })
    reloaded.connection.send(message('0', '第三条'))
    await reloaded.online()
    for (const cid of ['b', 'a', '0']) reloaded.hear(ack(cid))
    expect(reloaded.sends()).toEqual(['b', 'a', '0'])
    expect(shelf.held.size).toBe(0)
  })

  it('a shelf that is full, forbidden or never answers loses nothing but the reload', async () => {
    const never = () => new Promise<never>(() => {})
    const full = async () => {
      throw new Error('QuotaExceededError')
    }
    for (const shelf of [
      { load: async () => [], put: full, remove: full },
      { load: full, put: full, remove: full },
    ]) {
      const { connection, online, hear, sends } = connectionBench({ shelf })
      await online()
      connection.send(message('a'))
      hear(ack('a'))
      expect(sends()).toEqual(['a'])
    }
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { connection, online, sends } = connectionBench({ shelf: { load: never, put: never, remove: never } })
    await online()
    connection.send(message('a'))
    expect(sends(), 'what earlier pages left goes first').toEqual([])
    vi.advanceTimersByTime(3_000)
    expect(sends()).toEqual(['a'])
  })

  it('what lies on the shelf and is no message is passed over', async () => {
    const shelf = shelfOf()
    shelf.load = async () => [{ cid: 'x' } as Outgoing, null as unknown as Outgoing, { ...message('a'), place: 1 }]
    const { online, sends } = connectionBench({ shelf })
    await online()
    expect(sends()).toEqual(['a'])
  })

  it(`has at most ${MAX_UNACKED} messages without an ack, and of a conversation one`, async () => {
    const { connection, online, hear, sends } = connectionBench()
    await online()
    const cids = Array.from({ length: MAX_UNACKED + 2 }, (_, i) => `m${i}`)
    for (const cid of cids) connection.send({ ...message(cid), conversation: `c${cid}` })
    connection.send({ ...message('second'), conversation: 'cm0' })
    expect(sends()).toEqual(cids.slice(0, MAX_UNACKED))
    hear(ack('m0'))
    expect(sends()).toEqual(cids.slice(0, MAX_UNACKED + 1))
    hear(ack('m1'))
    hear(ack('m2'))
    expect(sends().slice(-2)).toEqual([cids[MAX_UNACKED + 1], 'second'])
  })

  it('[W7] a message that is refused for a while is not overtaken by the next', async () => {
    const { connection, online, hear, sends, pass } = connectionBench()
    await online()
    connection.send(message('a'))
    connection.send(message('b'))
    hear({ type: 'nack', cid: 'a', code: 'rate_limited', message: '', retryable: true, retryAfterMs: 50 })
    await pass(50)
    hear(ack('a'))
    expect(sends()).toEqual(['a', 'a', 'b'])
  })

  it('gives a message back that could not be sent for a day, and not before', async () => {
    const { connection, pass, outbox } = connectionBench()
    connection.send(message('a'))
    await pass(LIVES_MS - 1)
    expect(outbox.get('a')?.failed).toBeUndefined()
    await pass(1)
    expect(outbox.get('a')?.failed).toBe('expired')
    connection.failed.retry('a')
    await pass(LIVES_MS - 1)
    expect(outbox.get('a')?.failed, 'it lives anew').toBeUndefined()
    await pass(1)
    expect(outbox.get('a')?.failed).toBe('expired')
  })

  describe('a message written a minute ago goes out', () => {
    const MINUTE_MS = 60_000

    it.each([-2 * LIVES_MS, 2 * LIVES_MS])(
      'from a device whose clock is off by %i ms, once the server has said its time',
      async (off) => {
        const { connection, online, pass, jump, correct, sends } = connectionBench()
        jump(off)
        connection.send({ ...message('a'), at: off })
        await pass(MINUTE_MS)
        correct(-off)
        await online()
        expect(sends()).toEqual(['a'])
      },
    )

    it('from one whose clock is put right by the network that comes back', async () => {
      const { connection, online, pass, jump, sends } = connectionBench()
      connection.send(message('a'))
      await pass(MINUTE_MS)
      jump(2 * LIVES_MS)
      await online()
      expect(sends()).toEqual(['a'])
    })

    it('by an earlier page that knew the time of the server, and this one does not yet', async () => {
      const off = 2 * LIVES_MS
      const shelf = shelfOf()
      const { connection, online, jump, correct, close } = connectionBench({ shelf })
      jump(off)
      correct(-off)
      await online()
      await close(1006)
      connection.send(message('a'))
      connection.stop()
      const later = connectionBench({ shelf })
      later.jump(off)
      await later.pass(MINUTE_MS)
      expect(later.outbox.list()).toMatchObject([{ cid: 'a', at: 0, deviceAt: off }])
      expect(later.outbox.get('a')?.failed).toBeUndefined()
      await later.online()
      expect(later.sends()).toEqual(['a'])
    })

    it('and one of the day before yesterday does not, though the device has slept since (control)', async () => {
      const { connection, online, close, jump, reopen, pass, sends, outbox } = connectionBench()
      await online()
      await close(1006)
      connection.send(message('a'))
      jump(LIVES_MS)
      connection.send({ ...message('b'), at: LIVES_MS })
      await pass(MINUTE_MS)
      await reopen()
      expect(sends()).toEqual(['b'])
      expect(outbox.get('a')?.failed).toBe('expired')
    })
  })

  it.each([3_600_000, -3_600_000])(
    'a reply that may be taken back for five seconds goes after five, the clock set by %i ms',
    async (by) => {
      const { connection, online, pass, jump, sends } = connectionBench()
      await online()
      connection.send({ ...message('a'), heldUntil: 5_000 })
      await pass(1)
      jump(by)
      await pass(4_998)
      expect(sends()).toEqual([])
      await pass(1)
      expect(sends()).toEqual(['a'])
    },
  )

  it('a message for the day after tomorrow is not too old then', async () => {
    const { connection, pass, outbox } = connectionBench()
    connection.send({ ...message('a'), heldUntil: 2 * LIVES_MS })
    await pass(3 * LIVES_MS - 1)
    expect(outbox.get('a')).toMatchObject({ at: 2 * LIVES_MS })
    expect(outbox.get('a')?.failed).toBeUndefined()
    await pass(1)
    expect(outbox.get('a')?.failed).toBe('expired')
  })

  it('holds everything back as long as a rate limit says', async () => {
    const { connection, online, hear, sends, pass } = connectionBench()
    await online()
    connection.send(message('a'))
    hear({ type: 'nack', cid: 'a', code: 'rate_limited', message: '', retryable: true, retryAfterMs: 3_000 })
    connection.send(message('b'))
    await pass(2_999)
    expect(sends()).toEqual(['a'])
    await pass(1)
    hear(ack('a'))
    expect(sends()).toEqual(['a', 'a', 'b'])
  })

  it('keeps a message that is refused for good, until the person tries again or drops it', async () => {
    const { connection, online, hear, sends, outbox } = connectionBench()
    await online()
    connection.send(message('a'))
    connection.send(message('b'))
    hear({ type: 'nack', cid: 'a', code: 'too_large', message: '', retryable: false })
    expect(outbox.get('a')?.failed).toBe('too_large')
    connection.failed.retry('a')
    hear(ack('b'))
    expect(sends()).toEqual(['a', 'b', 'a'])
    connection.failed.drop('a')
    expect(outbox.list()).toEqual([])
  })

  it('holds a message until its time, lets others by, and gives it back only before', async () => {
    const { connection, online, hear, sends, outbox, pass } = connectionBench()
    await online()
    connection.send({ ...message('held'), heldUntil: 5_000 })
    connection.send(message('note'))
    expect(sends()).toEqual(['note'])
    hear(ack('note'))
    await pass(4_999)
    expect(sends()).toEqual(['note'])
    await pass(1)
    expect(sends()).toEqual(['note', 'held'])
    expect(connection.held.takeBack('held'), 'on its way').toBeUndefined()
    hear(ack('held'))
    connection.send({ ...message('second'), heldUntil: 10_000 })
    expect(connection.held.takeBack('second')?.text).toBe('我的货到哪了呀')
    expect(outbox.get('second')).toBeUndefined()
    connection.send({ ...message('third'), heldUntil: 60_000 })
    connection.held.release()
    expect(sends()).toEqual(['note', 'held', 'third'])
  })

  it('a message that was held when the page went is sent by the next page', async () => {
    const shelf = shelfOf()
    const first = connectionBench({ shelf })
    await first.online()
    first.connection.send({ ...message('01a'), heldUntil: 5_000 })
    const later = connectionBench({ shelf })
    await later.online()
    await later.pass(5_000 + OTHERS_GRACE_MS - 1)
    expect(later.sends(), 'its own page may be taking it back').toEqual([])
    await later.pass(1)
    expect(later.sends()).toEqual(['01a'])
  })

  it('what another tab holds is taken back until shortly before its time: then that tab may be sending it', async () => {
    const shelf = shelfOf()
    const first = connectionBench({ shelf })
    await first.online()
    for (const cid of ['01a', '01b']) first.connection.send({ ...message(cid), heldUntil: 5_000 })
    const other = connectionBench({ shelf })
    await other.online()
    await other.pass(5_000 - OTHERS_LAST_MS)
    expect(other.connection.held.takeBack('01a')?.cid).toBe('01a')
    await other.pass(1)
    expect(other.connection.held.takeBack('01b')).toBeUndefined()
    expect(other.outbox.get('01b')?.cid).toBe('01b')
    await first.pass(5_000 - 1)
    expect(first.connection.held.takeBack('01b')?.cid, 'its own tab knows').toBe('01b')
  })
})
