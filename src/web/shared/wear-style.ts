/** Puts a style on the page, for good: a constructed sheet is allowed under any style-src. Returns the sheet, whose words may change. */
export const wearStyle = (css: string): CSSStyleSheet => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  return sheet
}
