import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanLine, cleanMarkdown, cleanText, forbiddenTargets } from '../src/knowledge/clean.ts'
import { createArticleEdits } from '../src/knowledge/edit.ts'
import { momentOf } from '../src/knowledge/time.ts'

describe('texts as they come into the library', () => {
  it.each([
    ['亲，<b>七天</b>内可退<br>谢谢', '亲，七天内可退\n谢谢'],
    ['a<script>alert(1)</script>b', 'ab'],
    ['<scr<script>x</script>ipt>alert(1)</script>b', 'b'],
    ['<img src=x onerror=alert(1)>图', '图'],
    ['<!-- 备注 -->正文', '正文'],
    ['<iframe src="https://x.example">', ''],
    ['退款 <订单号> 若 1 < 2 > 0，a<b', '退款 <订单号> 若 1 < 2 > 0，a<b'],
    ['[点我](javascript:alert(1))', '点我'],
    ['[点我](java\tscript:alert(1))', '点我'],
    ['[点我](JaVaScRiPt:x) ![图](data:image/png;base64,AA)', '点我 图'],
    [
      '[官网](https://a.example/x(1)) [电话](tel:400) ![图](http://a.example/b.png)',
      '[官网](https://a.example/x(1)) [电话](tel:400) ![图](http://a.example/b.png)',
    ],
    ['[a[b](javascript:x)](data:y)', 'ab'],
    ['[点我](&#106;avascript:x) [点我](javascript&colon;x)', '点我 点我'],
    [
      '[搜索](https://a.example/?a=1&b=2) [这里](/?a=1&amp;b=2)',
      '[搜索](https://a.example/?a=1&b=2) [这里](/?a=1&amp;b=2)',
    ],
    ['<[s](data:x)cript>alert(1)</script>', ''],
    ['[七天](详见下文)', '[七天](详见下文)'],
    ['订单 {{ order.number }}', '订单 {{order.number}}'],
    ['\u202Egnp.exe\u202C 零\u200B宽 铃\u0007', 'gnp.exe 零宽 铃'],
    ['👨‍👩‍👧 مرحبا', '👨‍👩‍👧 مرحبا'],
  ])('%j is %j', (text, clean) => {
    expect(cleanMarkdown(text)).toBe(clean)
  })

  it('stay as they are once they are clean', () => {
    const scrap = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '<b>',
        '</script>',
        '<script>',
        '<!--',
        '-->',
        '[',
        '](',
        ')',
        'javascript:',
        '{{',
        '}}',
        '<',
        '>',
        '!',
      ),
    )
    fc.assert(
      fc.property(fc.array(scrap), (parts) => {
        const clean = cleanMarkdown(parts.join(''))
        expect(cleanMarkdown(clean)).toBe(clean)
        expect(forbiddenTargets(clean)).toEqual([])
        expect(cleanText(cleanText(parts.join('')))).toBe(cleanText(parts.join('')))
        expect(cleanLine(clean)).not.toMatch(/\n/)
      }),
    )
  })

  it('lose their brackets where they nest beyond all measure', () => {
    const nested = `${'<b'.repeat(99)}${'>'.repeat(99)}`
    expect(cleanMarkdown(`${nested}${'['.repeat(99)}x${'](data:y)'.repeat(99)}`)).not.toMatch(/[<[]/)
  })

  it('take no longer the worse they are', () => {
    const edits = createArticleEdits({
      store: { commit: () => Promise.reject(new Error('not asked')), articleHistory: async () => [] },
      known: () => ({ shop: new Set() }),
      caughtUp: async () => {},
    })
    const seconds = (text: string): number => {
      const started = performance.now()
      edits.check({ title: { zh: text }, answers: { zh: [{ text }] }, [text]: '' })
      return performance.now() - started
    }
    const plain = 15_000
    const longest = Math.max(50, seconds('好'.repeat(plain)) * 20)
    for (const scrap of ['[', '[a](', '<script', '<b ', '<!--', '{{', '](((', '![x](y:', '<'])
      expect(seconds(scrap.repeat(Math.ceil(plain / scrap.length))), scrap).toBeLessThan(longest * 10)
    expect(seconds('['.repeat(2_000_000)), 'far too long').toBeLessThan(longest * 10)
  })
})

describe("times by the shop's clock", () => {
  it.each([
    ['2026-11-11 00:00', 'Asia/Shanghai', '2026-11-11T00:00:00+08:00'],
    ['2026/11/1 9:05', 'Asia/Shanghai', '2026-11-01T09:05:00+08:00'],
    ['2026-07-01 12:00:30', 'Europe/Berlin', '2026-07-01T12:00:30+02:00'],
    ['2026-01-01 12:00', 'Europe/Berlin', '2026-01-01T12:00:00+01:00'],
    ['2026-03-08 01:30', 'America/New_York', '2026-03-08T01:30:00-05:00'],
    ['2026-03-08 03:30', 'America/New_York', '2026-03-08T03:30:00-04:00'],
    ['2026-07-01 12:00', 'Asia/Kolkata', '2026-07-01T12:00:00+05:30'],
    ['2026-07-01 12:00', 'UTC', '2026-07-01T12:00:00+00:00'],
    ['2026-11-11T00:00:00Z', 'Asia/Shanghai', '2026-11-11T00:00:00Z'],
    ['2026-02-30 00:00', 'Asia/Shanghai', undefined],
    ['2026-11-11 25:00', 'Asia/Shanghai', undefined],
    ['2026-11-11', 'Asia/Shanghai', undefined],
    ['双十一', 'Asia/Shanghai', undefined],
    ['2026-11-11 00:00', undefined, undefined],
  ])('%s in %s is %s', (text, zone, moment) => {
    expect(momentOf(text, zone)).toBe(moment)
  })
})
