import { useEffect, useRef } from 'preact/hooks'
import { Icon, type IconName, Mark } from '../shared/icons.tsx'
import { Switches } from '../shared/switches.tsx'
import { href, PAGES, type PageName } from './address.ts'
import { ArticlesPage } from './articles-page.tsx'
import { CoveragePage } from './coverage-page.tsx'
import { HistoryPage } from './history-page.tsx'
import { ImportPage } from './import-page.tsx'
import { NeverPage } from './never-page.tsx'
import { ProductsPage } from './products-page.tsx'
import { route } from './route.ts'
import { session } from './session.ts'
import { SynonymsPage } from './synonyms-page.tsx'
import { t } from './texts.ts'
import { ToastPlace } from './toast-place.tsx'
import { TryPage } from './try-page.tsx'
import { useWorkroom } from './workroom.ts'

const VIEWS = {
  articles: ArticlesPage,
  try: TryPage,
  import: ImportPage,
  products: ProductsPage,
  history: HistoryPage,
  coverage: CoveragePage,
  never: NeverPage,
  synonyms: SynonymsPage,
}
const ICONS: Record<PageName, IconName> = {
  articles: 'book',
  try: 'help',
  import: 'upload',
  products: 'box',
  history: 'queue',
  coverage: 'chart',
  never: 'ban',
  synonyms: 'swap',
}
/** Of no use to people who only read. */
const FOR_EDITORS: readonly PageName[] = ['import']

/** Bar, menu and the page of the route. */
export const Frame = () => {
  const { mayEdit } = useWorkroom()
  const { page } = route.value
  const main = useRef<HTMLElement>(null)
  const menu = useRef<HTMLElement>(null)
  const shown = useRef(page)
  useEffect(() => {
    // The first page keeps the browser's own focus; a change of page is announced by moving there.
    if (shown.current !== page) {
      main.current?.focus({ preventScroll: true })
      scrollTo(0, 0)
    }
    shown.current = page
    menu.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' })
  }, [page])
  const View = VIEWS[page]
  return (
    <div class="workroom">
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {t('skip')}
      </button>
      <Bar />
      <nav class="menu" ref={menu} aria-label={t('title')}>
        {PAGES.filter((name) => mayEdit || !FOR_EDITORS.includes(name)).map((name) => (
          <a key={name} href={href([name])} aria-current={name === page ? 'page' : undefined}>
            <Icon name={ICONS[name]} />
            {t(name)}
          </a>
        ))}
      </nav>
      <main class="page" ref={main} tabIndex={-1}>
        <View />
      </main>
      <ToastPlace />
    </div>
  )
}

const Bar = () => {
  const { me, store, atConsole } = useWorkroom()
  return (
    <header class="top-bar">
      <Mark />
      <strong class="wordmark">Tabdesk</strong>
      <span class="muted">{t('title')}</span>
      <span class="spacer" />
      {atConsole && (
        <a class="icon-button" href="/" aria-label={t('console')} title={t('console')}>
          <Icon name="chat" />
        </a>
      )}
      <span class="who">{me.name ?? me.sub}</span>
      <Switches store={store} />
      <button
        type="button"
        class="icon-button"
        aria-label={t('signOut')}
        title={t('signOut')}
        onClick={() => session.signOut()}
      >
        <Icon name="out" />
      </button>
    </header>
  )
}
