import { useSignal } from '@preact/signals'
import { money } from '../shared/format.ts'
import { language, said } from '../shared/i18n.ts'
import { Icon } from '../shared/icons.tsx'
import type { TextStore } from '../shared/store.ts'
import { Switches } from '../shared/switches.tsx'
import type { TabdeskApi } from '../widget/loader.ts'
import { PRODUCTS, type Product } from './products.tsx'
import { t } from './texts.ts'

declare global {
  interface Window {
    tabdesk?: TabdeskApi
  }
}

const QUESTIONS = ['ask1', 'ask2', 'ask3', 'ask4'] as const

export const Shop = ({ store }: { store: TextStore }) => (
  <>
    <header class="bar">
      <a class="brand" href="/demo">
        <Cloud />
        {t('shop')}
      </a>
      <nav aria-label={t('shop')}>
        {(['nav1', 'nav2', 'nav3'] as const).map((item) => (
          <a key={item} href="#products">
            {t(item)}
          </a>
        ))}
      </nav>
      <span class="signed-in">
        <Icon name="person" size={16} />
        <span class="roomy">{t('signedIn')}</span> <strong>{t('who')}</strong>
      </span>
      <Switches store={store} />
    </header>
    <main>
      <section class="hero">
        <div class="hero-words">
          <p class="kicker">{t('heroKicker')}</p>
          <h1>{t('hero')}</h1>
          <p>{t('heroText')}</p>
          <button type="button" class="button primary big" onClick={() => window.tabdesk?.open()}>
            <Icon name="chat" /> {t('heroButton')}
          </button>
        </div>
        <div class="try">
          <h2>{t('try')}</h2>
          <p>{t('tryText')}</p>
          <ul>
            {QUESTIONS.map((question) => (
              <li key={question}>
                <button type="button" onClick={() => window.tabdesk?.ask(t(question))}>
                  {t(question)}
                  <Icon name="send" size={16} />
                </button>
              </li>
            ))}
          </ul>
        </div>
      </section>
      <section id="products">
        <h2>{t('products')}</h2>
        <ul class="grid">
          {PRODUCTS.map((product) => (
            <Card key={product.name.en} product={product} />
          ))}
        </ul>
      </section>
    </main>
    <footer>
      <p>{t('footer')}</p>
      <code>{'<script async src="https://your-host/widget.js"></script>'}</code>
      <p>
        <a href="/">{t('console')}</a>
      </p>
    </footer>
  </>
)

const Card = ({ product }: { product: Product }) => {
  const tried = useSignal(false)
  return (
    <li class="product">
      <svg class={`picture ${product.tint}`} viewBox="0 0 196 176" aria-hidden="true">
        {product.picture}
      </svg>
      <h3>{said(product.name)}</h3>
      <p>{said(product.about)}</p>
      <div class="buy">
        <strong>{money(product.price, language.value)}</strong>
        <button
          type="button"
          class="button"
          onClick={() => {
            tried.value = true
          }}
        >
          {t('add')}
        </button>
      </div>
      {tried.value && (
        <p class="tried" role="status">
          {t('added')}
        </p>
      )}
    </li>
  )
}

const Cloud = () => (
  <svg width="34" height="26" viewBox="0 0 34 26" aria-hidden="true">
    <path d="M9 24a7 7 0 0 1-1-13.900 9.500 9.500 0 0 1 18.300 1.600A6.300 6.300 0 0 1 26 24z" fill="var(--accent)" />
  </svg>
)
