import type { Localised } from '../domain/customer.ts'

/** Where customers of the demo shop live. */
export interface Place {
  city: Localised
  /** In full, as the order system has it. */
  address: Localised
}

const place = (zh: string, en: string, districtZh: string, districtEn: string): Place => ({
  city: { zh, en },
  address: {
    zh: `${zh}市${districtZh}示范路88号3幢1203室`,
    en: `Room 1203, Building 3, 88 Shifan Road, ${districtEn}, ${en}`,
  },
})

export const PLACES = [
  place('杭州', 'Hangzhou', '西湖区', 'Xihu District'),
  place('上海', 'Shanghai', '浦东新区', 'Pudong'),
  place('北京', 'Beijing', '朝阳区', 'Chaoyang District'),
  place('成都', 'Chengdu', '武侯区', 'Wuhou District'),
  place('广州', 'Guangzhou', '天河区', 'Tianhe District'),
  place('南京', 'Nanjing', '鼓楼区', 'Gulou District'),
  place('武汉', 'Wuhan', '江汉区', 'Jianghan District'),
  place('西安', "Xi'an", '雁塔区', 'Yanta District'),
  place('重庆', 'Chongqing', '渝中区', 'Yuzhong District'),
  place('青岛', 'Qingdao', '市南区', 'Shinan District'),
  place('厦门', 'Xiamen', '思明区', 'Siming District'),
  place('昆明', 'Kunming', '五华区', 'Wuhua District'),
  place('哈尔滨', 'Harbin', '南岗区', 'Nangang District'),
  place('乌鲁木齐', 'Urumqi', '天山区', 'Tianshan District'),
] as const satisfies readonly Place[]
