import { describe, expect, it } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { committedReport, mappingReport, readyPreview, readyReport } from './helpers/knowledge-answers.ts'
import { axeFaults, openKnowledge, problem, screen } from './helpers/knowledge-pages.ts'

const TIMEOUT = { timeout: 120_000 }
const ready = {
  'GET /imports': { imports: [readyReport] },
  'GET /imports/imp-1': readyReport,
  'GET /imports/imp-1/preview': readyPreview,
}

describe.skipIf(!canBrowse)('the import page, before a server made up for it', () => {
  it('shows everything that the dry run found, readable without colours', TIMEOUT, async () => {
    const { page } = await openKnowledge('#/import/imp-1', { answers: ready, width: 1440, height: 900 })
    await page.getByRole('tab', { name: /^改动/ }).waitFor()
    await screen(page, 'knowledge-dry-run')
    expect(await page.locator('.tiles').textContent()).toBe('新增121修改1下架1不变37未采用2')
    await page.getByText('读取时清理或略过的内容').waitFor()
    expect(await page.getByRole('listitem').allTextContents()).toContain(readyReport.notices?.[0])
    expect(await page.locator('.diff-list ins').first().textContent(), 'with a word for screen readers').toBe(
      '新增：15',
    )
    expect(await page.locator('.diff-list del').first().textContent()).toBe('删除：7')
    expect(await page.locator('.panel').textContent()).toContain('另有 120 篇没有列出')
    expect(await axeFaults(page)).toEqual([])
    for (const [name, part] of [
      ['对真实提问的影响', '有 1 个上线后会由机器人直接回答；0 个机器人不再直接回答。'],
      ['互相矛盾', '数字不同'],
      ['近似重复', '相近程度 91%'],
      ['个人信息', '138****5678'],
      ['未采用', '"双11前" is no date'],
    ]) {
      await page.getByRole('tab', { name: new RegExp(`^${name}`) }).click()
      expect(await page.getByRole('tabpanel').textContent(), name).toContain(part)
      expect(await axeFaults(page), name).toEqual([])
    }
    expect(await page.locator('.panel table').textContent()).toContain('14')
  })

  it('can be told apart from a page with faults', TIMEOUT, async () => {
    const { page } = await openKnowledge('#/import/imp-1', { answers: ready })
    await page.getByRole('tab', { name: /^改动/ }).waitFor()
    await page.evaluate(`document.querySelector('main').insertAdjacentHTML('beforeend', '<button></button>')`)
    expect((await axeFaults(page)).join()).toContain('button-name')
  })

  it('is decided with the keyboard alone: tabs by arrows, note, Enter, and a question to try', TIMEOUT, async () => {
    const { page, calls, answers } = await openKnowledge('#/import/imp-1', {
      answers: { ...ready, 'POST /imports/imp-1/commit': committedReport },
      locale: 'en-GB',
    })
    await page.getByRole('tab', { name: /^Changes/ }).focus()
    await page.keyboard.press('ArrowRight')
    expect(await page.getByRole('tab', { selected: true }).textContent()).toBe('Effect on real questions3')
    await page.keyboard.press('End')
    expect(await page.getByRole('tab', { selected: true }).textContent()).toBe('Refused2')
    answers['GET /imports/imp-1'] = committedReport
    await page.getByLabel(/^Note/).fill('return rules for 11.11')
    await page.keyboard.press('Enter')
    const toast = page.getByRole('status').filter({ hasText: 'is live' })
    await toast.waitFor()
    expect(await toast.getByRole('link').getAttribute('href')).toBe(
      `#/try?${new URLSearchParams({ q: '过了七天还能退吗' })}`,
    )
    expect(calls.find(({ call }) => call.startsWith('POST'))).toEqual({
      call: 'POST /imports/imp-1/commit',
      body: JSON.stringify({ note: 'return rules for 11.11' }),
    })
    await page.getByText('Since version 7').waitFor()
    expect(await axeFaults(page)).toEqual([])
  })

  it('takes back what is live after saying what that means, and shows that it was taken back', TIMEOUT, async () => {
    const { page, answers } = await openKnowledge('#/import/imp-1', {
      answers: {
        'GET /imports/imp-1': committedReport,
        'POST /imports/imp-1/rollback': { ...committedReport, state: 'rolledBack', version: 8 },
      },
    })
    await page.getByRole('button', { name: '撤回' }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.textContent()).toContain(
      '121 篇新增的文章下架，1 篇修改过的文章恢复原样，1 篇下架的文章重新上架',
    )
    expect(await axeFaults(page)).toEqual([])
    await page.keyboard.press('Escape')
    expect(await dialog.count(), 'Esc changes nothing').toBe(0)
    answers['GET /imports/imp-1'] = { ...committedReport, state: 'rolledBack' }
    await page.getByRole('button', { name: '撤回' }).click()
    await dialog.getByRole('button', { name: '撤回' }).click()
    await page.getByRole('heading', { name: '已撤回' }).waitFor()
    expect(await page.getByRole('button', { name: '撤回' }).count()).toBe(0)
  })

  it('asks what each column is where the server is not sure, and keeps the choice over a reload', TIMEOUT, async () => {
    const { page, calls, answers } = await openKnowledge('#/import/imp-2', {
      answers: { 'GET /imports/imp-2': mappingReport },
      ...{ width: 1024, height: 640 },
    })
    const time = page.getByLabel('“提问时间”这一列是')
    await time.waitFor()
    expect(await page.locator('.preview tbody tr').count()).toBe(2)
    await screen(page, 'knowledge-columns')
    expect(await axeFaults(page)).toEqual([])
    const read = page.getByRole('button', { name: '按这样读取' })
    await page.getByLabel('“客服回复”这一列是').selectOption('')
    expect(await read.isDisabled()).toBe(true)
    expect(await page.locator('main').textContent()).toContain('“商品问答”还缺：答案。')
    await time.selectOption('answer')
    await page.reload()
    await time.waitFor()
    expect(await time.inputValue()).toBe('answer')
    const done = { ...readyReport, id: 'imp-2' }
    Object.assign(answers, {
      'POST /imports/imp-2/mapping': done,
      'GET /imports/imp-2': done,
      'GET /imports/imp-2/preview': readyPreview,
    })
    await read.click()
    await page.getByRole('tab', { name: /^改动/ }).waitFor()
    expect(JSON.parse(calls.find(({ call }) => call.startsWith('POST'))?.body ?? '')).toEqual({
      tables: [{ table: '商品问答', columns: ['question', null, 'answer'] }],
    })
  })

  it('follows the server step by step, and decides nothing before the checks are through', TIMEOUT, async () => {
    const { page, answers } = await openKnowledge('#/import/imp-1', {
      answers: {
        'GET /imports/imp-1': {
          ...readyReport,
          state: 'processing',
          progress: { step: 'reading', done: 1_200, total: 50_000 },
        },
      },
    })
    await page.getByText('1,200 / 50,000').waitFor()
    await page.reload()
    await page.getByText('1,200 / 50,000').waitFor()
    Object.assign(answers, {
      'GET /imports/imp-1': { ...readyReport, progress: { step: 'embedding', done: 3, total: 10 } },
      'GET /imports/imp-1/preview': { ...readyPreview, state: 'processing', changes: [] },
    })
    await page.getByText('3 / 10').waitFor()
    expect(await page.locator('.steps [aria-current=step]').textContent()).toBe('理解每句话的意思')
    expect(await page.getByRole('button', { name: '上线' }).isDisabled()).toBe(true)
    Object.assign(answers, ready)
    await page.getByRole('tab', { name: /^改动/ }).waitFor()
    expect(await page.getByRole('button', { name: '上线' }).isEnabled()).toBe(true)
  })

  it('says what to do about every bad answer, and loses nothing', TIMEOUT, async () => {
    const { page, answers, running } = await openKnowledge('#/import/imp-1', { answers: ready })
    const note = page.getByLabel(/^备注/)
    await note.fill('双11退换货规则')
    const commit = async (answer: unknown): Promise<string> => {
      answers['POST /imports/imp-1/commit'] = answer
      await page.getByRole('button', { name: '上线' }).click()
      const alert = page.locator('.commit [role=alert]')
      await alert.waitFor()
      expect(await note.inputValue()).toBe('双11退换货规则')
      return (await alert.textContent()) ?? ''
    }
    expect(await commit(problem(409, 'conflict', 'ann changed return-window'))).toMatch(
      /刷新.*ann changed return-window/,
    )
    expect(await commit(problem(422, 'unprocessable', 'this import is processing'))).toMatch(/修改.*processing/)
    expect(await commit(problem(403, 'forbidden', 'editors only'))).toContain('knowledge 或 admin')
    expect(await commit(problem(500, 'internal', 'something broke'))).toContain('没有改动任何内容')
    expect(await commit('abort')).toContain('连不上服务器')
    answers['POST /imports/imp-1/commit'] = problem(401, 'unauthenticated', 'expired')
    await page.getByRole('button', { name: '上线' }).click()
    // The token has time left: it is this server that does not know it.
    await page.getByText('这个令牌不是这台服务器签发的').waitFor()
    await page.getByLabel('登录令牌').fill(await running.token('admin', 'lin'))
    await page.keyboard.press('Enter')
    await note.waitFor()
    expect(await note.inputValue(), 'after signing in again').toBe('双11退换货规则')
  })

  it('is readable on a dark phone in English', TIMEOUT, async () => {
    const { page } = await openKnowledge('#/import/imp-1', {
      answers: ready,
      ...{ width: 390, height: 844, dark: true, locale: 'en-GB' },
    })
    await page.getByRole('tab', { name: /^Effect/ }).click()
    await screen(page, 'knowledge-effects-phone-dark')
    expect(await axeFaults(page)).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
  })
})
