import { createTexts } from './i18n.ts'

/** Words of the sign-in page that do not depend on what is signed in to. */
export const t = createTexts({
  zh: {
    intro: '用命令行打印的登录链接打开，或把令牌粘贴在这里。',
    how: '在服务器上运行：',
    token: '登录令牌',
    enter: '进入',
    demoFailed: '演示令牌没有拿到，请稍后再试。',
    expired: '登录已过期，请用新的链接进入。',
    foreign: '这个令牌不是这台服务器签发的：请在服务器上用同一个 DATA_DIR（或 JWT_SECRET）重新生成。',
    unreadable: '这不是一个有效的令牌，请检查是否复制完整。',
  },
  en: {
    intro: 'Open the sign-in link that the command line prints, or paste the token here.',
    how: 'On the server, run:',
    token: 'Sign-in token',
    enter: 'Enter',
    demoFailed: 'No demo token could be had; please try again later.',
    expired: 'Your sign-in has ended. Please use a new link.',
    foreign:
      'This token was signed for another server. On this one, make one with the same DATA_DIR (or JWT_SECRET) as the server.',
    unreadable: 'This is not a token. Was all of it copied?',
  },
})
