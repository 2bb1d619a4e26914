import { describe, expect, it } from 'vitest'
import { canBrowse } from './helpers/browser.ts'
import { committedReport, readyPreview, readyReport, versions } from './helpers/knowledge-answers.ts'
import { axeFaults, openKnowledge, problem, Reply, screen } from './helpers/knowledge-pages.ts'

const TIMEOUT = { timeout: 120_000 }
const ready = {
  'GET /imports': { imports: [readyReport] },
  'GET /imports/imp-1': readyReport,
  'GET /imports/imp-1/preview': readyPreview,
}

describe.skipIf(!canBrowse)('files on their way', () => {
  const named = (name: string, size = 20) => ({ name, mimeType: '', buffer: Buffer.alloc(size, 'a') })

  it('are refused with the reason, here or by the server, and tried again where that helps', TIMEOUT, async () => {
    const { page, calls, answers } = await openKnowledge('#/import', { answers: { 'GET /imports': { imports: [] } } })
    const input = page.locator('input[type=file]')
    const state = (name: string) => page.locator('.upload-list li').filter({ hasText: name }).last().textContent()
    await input.setInputFiles([named('合同.exe'), named('大.pdf', 20 * 1024 * 1024 + 1), named('空.csv', 0)])
    await page.getByText('空文件').waitFor()
    expect(await state('大.pdf')).toContain('20.0 MB，超过 20 MB 的上限')
    expect(await state('合同.exe')).toContain('不支持这种文件')
    expect(calls.filter(({ call }) => call.startsWith('POST'))).toEqual([])
    const send = async (name: string, answer: unknown): Promise<string | null> => {
      answers['POST /imports'] = answer
      await input.setInputFiles([named(name)])
      await page.locator('li.failed').filter({ hasText: name }).waitFor()
      return state(name)
    }
    expect(await send('a.xlsx', problem(413, 'too_large', 'more than 50000 rows'))).toMatch(/拆成.*50000 rows/)
    expect(await send('b.xlsx', problem(415, 'unsupported_type', 'this is a program'))).toMatch(/另存为.*program/)
    expect(await send('c.zip', problem(422, 'unprocessable', 'an archive bomb'))).toMatch(/没有保存任何东西.*bomb/)
    expect(await send('d.csv', 'abort')).toContain('连不上服务器')
    expect(await axeFaults(page)).toEqual([])
    answers['POST /imports'] = new Reply(201, readyReport)
    await page.locator('li.failed').filter({ hasText: 'd.csv' }).getByRole('button', { name: '重试' }).click()
    await page.getByRole('link', { name: '查看: d.csv' }).waitFor()
  })

  it('can be dropped on the page, beside the zone they do not replace it', TIMEOUT, async () => {
    const { page, calls } = await openKnowledge('#/import', {
      answers: { ...ready, 'POST /imports': new Reply(201, readyReport) },
    })
    const drop = async (place: string) => {
      const dataTransfer = await page.evaluateHandle(
        `(() => { const data = new DataTransfer(); data.items.add(new File(['问题,答案'], '拖来的.csv')); return data })()`,
      )
      await page.locator(place).dispatchEvent('drop', { dataTransfer })
    }
    await page.locator('.drop-zone').waitFor()
    await drop('.menu')
    expect(calls.some(({ call }) => call === 'POST /imports')).toBe(false)
    await drop('.drop-zone')
    await page.getByRole('tab', { name: /^改动/ }).waitFor()
    expect(calls.some(({ call }) => call === 'POST /imports')).toBe(true)
  })

  it('have a template, and a list of the rows that were refused', TIMEOUT, async () => {
    const { page } = await openKnowledge('#/import', {
      answers: { ...ready, 'GET /imports/template.csv': '问题,答案', 'GET /imports/imp-1/refused.csv': '行,原因' },
    })
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载 CSV 模板' }).click()
    expect((await saved).suggestedFilename()).toBe('tabdesk-template.csv')
    await page.getByRole('link', { name: readyReport.file }).click()
    await page.getByRole('tab', { name: /^未采用/ }).click()
    const list = page.waitForEvent('download')
    await page.getByRole('button', { name: '下载 CSV' }).click()
    expect((await list).suggestedFilename()).toBe('售后问答-双11.xlsx.refused.csv')
  })

  it('a single one leads straight to what it would change', TIMEOUT, async () => {
    const { page, calls } = await openKnowledge('#/import', {
      answers: { ...ready, 'POST /imports': new Reply(201, readyReport) },
    })
    await page.getByLabel(/下架/).check()
    await page.locator('input[type=file]').setInputFiles([named('售后问答.csv')])
    await page.getByRole('tab', { name: /^改动/ }).waitFor()
    expect(page.url()).toContain('#/import/imp-1')
    const form = calls.find(({ call }) => call === 'POST /imports')?.body ?? ''
    expect(form.indexOf('name="replace"'), 'fields before the file').toBeLessThan(form.indexOf('name="file"'))
    expect(form.indexOf('name="replace"')).toBeGreaterThan(0)
  })
})

describe.skipIf(!canBrowse)('the history page', () => {
  const answers = {
    'GET /versions': { versions },
    'GET /versions/7/changes': { changes: readyPreview.changes, more: 0 },
    'GET /versions/5/changes': { changes: readyPreview.changes, more: 3 },
    'GET /imports': { imports: [committedReport] },
  }

  it('compares any two versions and brings one back, saying first what comes', TIMEOUT, async () => {
    const { page, calls } = await openKnowledge('#/history', {
      answers: { ...answers, 'POST /versions/5/rollback': { ...versions[2], n: 8 } },
      ...{ width: 1024, height: 768, dark: true, locale: 'en-GB' },
    })
    await page.getByRole('link', { name: 'What version 7 changed' }).click()
    await page.getByText('1 added, 1 changed, 1 retired').waitFor()
    await screen(page, 'knowledge-compare-dark')
    expect(await axeFaults(page)).toEqual([])
    await page.getByLabel('To').selectOption('5')
    await page.getByText('3 more articles are not listed').waitFor()
    expect(page.url()).toContain('#/history/compare/6/5')
    await page.getByRole('link', { name: 'Back to history' }).click()
    await page.getByRole('button', { name: 'Bring back version 5' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('1 articles come back, 1 are as they were then, 1 are retired. 3 more').waitFor()
    expect(await axeFaults(page)).toEqual([])
    await dialog.getByLabel('Note (optional)').fill('campaign over')
    await dialog.getByRole('button', { name: 'Bring back' }).click()
    await page.getByText('The content of version 5 is back, as version 8.').waitFor()
    expect(calls.find(({ call }) => call === 'POST /versions/5/rollback')?.body).toBe('{"note":"campaign over"}')
  })

  it('lists uploads with their state', TIMEOUT, async () => {
    const { page } = await openKnowledge('#/history/imports', { answers })
    await page.getByRole('link', { name: readyReport.file }).waitFor()
    expect(await page.locator('.rows li').textContent()).toContain('已上线')
    expect(await axeFaults(page)).toEqual([])
  })

  it('is for reading only to those who may not change anything', TIMEOUT, async () => {
    const { page } = await openKnowledge('#/history', { answers, role: 'agent' })
    await page.getByRole('link', { name: '看第 7 版改了什么' }).waitFor()
    expect(await page.getByRole('button', { name: /恢复/ }).count()).toBe(0)
    expect(await page.locator('.menu').textContent()).not.toContain('导入')
    expect(await page.getByRole('link', { name: '工作台' }).count(), 'an agent has a console').toBe(1)
  })
})
