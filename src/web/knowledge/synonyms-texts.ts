import { createTexts } from '../shared/i18n.ts'

/** Words of the page of synonyms. */
export const t = createTexts({
  zh: {
    title: '同义词',
    intro: '你们店里说的是同一件事的词。一行一组，用逗号分隔；搜索时互相代替，保存后马上生效。',
    group: '第 {n} 组',
    add: '添加一组',
    placeholder: '例如：冲锋衣, 防风外套, shell jacket',
    remove: '删除第 {n} 组',
    save: '保存',
    saving: '正在保存…',
    saved: '同义词已保存。',
    unsaved: '尚未保存，已暂存在本浏览器',
    discard: '放弃修改',
    none: '还没有同义词。',
    short: '第 {n} 组至少要有两个词。',
    twice: '“{word}”同时出现在第 {a} 组和第 {b} 组，请合并。',
    test: '试一下',
  },
  en: {
    title: 'Synonyms',
    intro:
      'Words that mean the same in your shop. One group a line, separated by commas; a search takes one for the other as soon as they are saved.',
    group: 'Group {n}',
    add: 'Add a group',
    placeholder: 'e.g. shell jacket, windbreaker, 冲锋衣',
    remove: 'Remove group {n}',
    save: 'Save',
    saving: 'Saving…',
    saved: 'The synonyms are saved.',
    unsaved: 'Not saved yet; kept in this browser',
    discard: 'Discard',
    none: 'No synonyms yet.',
    short: 'Group {n} needs two words at least.',
    twice: '“{word}” stands in groups {a} and {b}: join them.',
    test: 'Try it',
  },
})
