/** Headers of catalogues as shops name them. */
const HEADERS: Readonly<Record<string, string>> = {
  ...{ 货号: 'sku', 商品编码: 'sku', 商家编码: 'sku', 商品编号: 'sku', 款号: 'sku', SKU编码: 'sku', 规格编码: 'sku' },
  ...{
    商品名称: 'name_zh',
    名称: 'name_zh',
    品名: 'name_zh',
    中文名: 'name_zh',
    商品标题: 'name_zh',
    宝贝标题: 'name_zh',
  },
  ...{
    中文名称: 'name_zh',
    英文名: 'name_en',
    英文名称: 'name_en',
    'Product name': 'name_en',
    'Product Name': 'name_en',
  },
  ...{
    别名: 'aliases',
    俗称: 'aliases',
    价格: 'price',
    售价: 'price',
    单价: 'price',
    销售价: 'price',
    一口价: 'price',
  },
  ...{ 币种: 'currency', 货币: 'currency' },
}
const OWN: ReadonlySet<string> = new Set(['sku', 'name_zh', 'name_en', 'aliases', 'price', 'currency'])
const PER_LANGUAGE = /^(.+)_(zh|en)$/
/** Longest name of an attribute, characters. */
const LONGEST_ATTRIBUTE = 40

export interface CatalogueColumns {
  /** Name of each column, ours where it is one of ours. */
  columns: string[]
  /** Columns that are attributes of products; `colour_zh` and `colour_en` are one, `colour`. */
  attributes: string[]
  /** Columns that cannot be attributes. */
  unusable: string[]
}

/** The header of a catalogue, read. */
export const catalogueColumns = (header: readonly string[]): CatalogueColumns => {
  const columns = header.map((cell) => HEADERS[cell.trim()] ?? cell.trim().toLowerCase())
  const others = columns.filter((column) => column !== '' && !OWN.has(column))
  const names = [...new Set(others.map((column) => PER_LANGUAGE.exec(column)?.[1] ?? column))]
  const usable = (name: string): boolean => !/[\s{}.]/.test(name) && name.length <= LONGEST_ATTRIBUTE
  return { columns, attributes: names.filter(usable), unusable: names.filter((name) => !usable(name)) }
}
