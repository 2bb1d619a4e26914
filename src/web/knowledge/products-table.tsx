import type { ComponentChildren } from 'preact'
import type { ProductPage, ProductReport } from '../../domain/product-import.ts'
import { language } from '../shared/i18n.ts'
import { LongList } from './long-list.tsx'
import { word } from './products-texts.ts'
import { saidLanguage, saidText } from './said-text.ts'

/** Products as answers speak of them, in the page's language. */
export const ProductsTable = ({ page: { products, found } }: { page: ProductPage }) =>
  products.length === 0 ? (
    <p class="muted">{word('none')}</p>
  ) : (
    <LongList items={products} more={found - products.length}>
      {(shown) => (
        <WideTable label="title" columns={['sku', 'name', 'price', 'others']}>
          {shown.map(({ sku, name, price, attributes }) => (
            <tr key={sku}>
              <td class="id">{sku}</td>
              <td>{name[language.value]}</td>
              <td class="price">{price?.[language.value] ?? ''}</td>
              <td>
                {Object.entries(attributes)
                  .map(([column, value]) => `${column}: ${value[language.value]}`)
                  .join(' · ')}
              </td>
            </tr>
          ))}
        </WideTable>
      )}
    </LongList>
  )

/** Products that an upload adds, changes or removes, with the cells that differ. */
export const ProductChanges = ({ report: { changes, more } }: { report: ProductReport }) => (
  <LongList items={changes} more={more}>
    {(shown) => (
      <WideTable label="changes" columns={['sku', 'name', 'kind', 'what']}>
        {shown.map(({ sku, name, kind, fields }) => (
          <tr key={sku}>
            <td class="id">{sku}</td>
            <td>{name}</td>
            <td>{word(`kind${kind}`)}</td>
            <td>
              {fields.map(({ column, before, after }) => (
                <span class="cell-change" key={column}>
                  {column}: <del>{before}</del> <ins>{after}</ins>
                </span>
              ))}
            </td>
          </tr>
        ))}
      </WideTable>
    )}
  </LongList>
)

/** Rows that were not taken, with reason and fix. */
export const RefusedProducts = ({ report: { refused, refusedCount } }: { report: ProductReport }) => (
  <LongList items={refused} more={refusedCount - refused.length}>
    {(shown) => (
      <table>
        <thead>
          <tr>
            <th scope="col">{word('row')}</th>
            <th scope="col">{word('reason')}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ row, reason, said }) => (
            <tr key={row}>
              <td>{row}</td>
              <td lang={saidLanguage(said)}>{saidText(said, reason)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    )}
  </LongList>
)

/** Wider than a phone: it scrolls in itself. */
const WideTable = ({
  label,
  columns,
  children,
}: {
  label: Word
  columns: readonly Word[]
  children: ComponentChildren
}) => (
  <section
    class="wide"
    aria-label={word(label)}
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it where it has the focus.
    tabIndex={0}
  >
    <table>
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col">
              {word(name)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </section>
)

type Word = Parameters<typeof word>[0]
