import { readFile } from 'node:fs/promises'
import type { Product } from '../../src/domain/product.ts'

const MAKERS =
  '云集 晨曦 山野 海岸 小熊 蓝湖 北极 松果 橙子 星尘 鲸鱼 竹影 麦田 木槿 青禾 白鹭 银杏 石头 风铃 远山'.split(' ')
const MAKERS_EN =
  'Cloudmart Dawn Wildhill Seashore Bearly Bluelake Polar Pinecone Orangey Stardust Whale Bamboo Wheatfield Hibiscus Greenrice Egret Ginkgo Stone Windchime Farhill'.split(
    ' ',
  )
const THINGS =
  '蓝牙音箱 电饭煲 保温杯 羽绒服 冲锋衣 跑步机 空气炸锅 吸尘器 加湿器 行李箱 瑜伽垫 台式电脑 机械键盘 无线鼠标 护手霜 洗发水 绿茶 咖啡豆 坚果礼盒 儿童书包'.split(
    ' ',
  )
const THINGS_EN =
  'Bluetooth speaker,Rice cooker,Thermos bottle,Down coat,Hiking shell,Treadmill,Air fryer,Vacuum cleaner,Humidifier,Suitcase,Yoga mat,Desktop computer,Mechanical keyboard,Wireless mouse,Hand cream,Shampoo,Green tea,Coffee beans,Nut hamper,School bag'.split(
    ',',
  )
const KINDS = '标准版 旗舰版 青春版 礼盒装 家用款 便携款 加大款 迷你款 复古款 限量款'.split(' ')
const KINDS_EN = 'standard flagship youth gift family portable large mini retro limited'.split(' ')

/** So many products with a Chinese and an English name each, two names a product, no two alike. */
export const largeCatalogue = (products: number): Product[] =>
  Array.from({ length: products }, (_, i) => {
    const [maker, thing, kind] = [i % 20, Math.floor(i / 20) % 20, Math.floor(i / 400) % 10]
    const series = Math.floor(i / 4_000)
    const model = series === 0 ? '' : `${series + 1}`
    return {
      sku: `LC-${String(i).padStart(5, '0')}`,
      names: [
        `${MAKERS[maker]}${THINGS[thing]}${KINDS[kind]}${model}`,
        `${MAKERS_EN[maker]} ${THINGS_EN[thing]} ${KINDS_EN[kind]}${model === '' ? '' : ` ${model}`}`,
      ],
    }
  })

/** The text of the catalogue that comes with the product. */
export const shippedCatalogue = (): Promise<string> =>
  readFile(new URL('../../knowledge/catalogue.csv', import.meta.url), 'utf8')
