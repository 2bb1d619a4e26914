/**
 * The language in Latin letters whose commonest words a text in lower case is made of; undefined where that is English, pinyin, or
 * not to be told. Two different words must say so, more than say English, and a quarter of all words.
 */
export const countWords = (text: string): string | undefined => {
  if (/\p{Script=Han}/u.test(text)) return undefined
  const words = text.match(/[\p{Script=Latin}\p{M}]+(?:['’][\p{Script=Latin}]+)?/gu) ?? []
  if (words.length < FEWEST) return undefined
  const heard = new Map<string, Set<string>>()
  let english = 0
  for (const word of words) {
    if (ENGLISH.has(word)) english++
    for (const language of LANGUAGES_OF.get(word) ?? [])
      heard.set(language, (heard.get(language) ?? new Set()).add(word))
  }
  let best: { language: string; score: number; words: number } | undefined
  for (const [language, found] of heard) {
    const letters = LETTERS[language]
    const score = found.size + (letters?.test(text) === true ? LETTER_WEIGHT : 0)
    if (best === undefined || score > best.score) best = { language, score, words: found.size }
  }
  if (best === undefined || best.words < FEWEST || best.score <= english) return undefined
  return best.words / words.length >= LEAST_SHARE ? best.language : undefined
}

const FEWEST = 2
const LEAST_SHARE = 0.25
/** What a letter of the language's own counts, in words. */
const LETTER_WEIGHT = 1

/** Words that a message to a shop is made of, without those that are English words, names or pinyin. */
const WORDS: Readonly<Record<string, string>> = {
  es: 'el los las una unos del que qué por para con sin pero como cómo cuando cuándo donde dónde está esta estoy están mi mis su sus lo le les muy más ya aún todavía hola gracias favor pedido pedidos paquete envío envio enviar llegado llegar llega ha han hay tengo quiero quisiera puedo puede necesito comprar devolver devolución devolucion dinero reembolso factura producto dirección direccion cambiar cancelar ayuda tarjeta pago tienda ayer hoy mañana días dias semana nada todo también porque buenos buenas tardes noches recibido compré compra talla',
  pt: 'os um uma da dos das na nas em que não nao com sem mas por para como quando onde está estou meu minha meus seu sua muito mais já ainda olá ola obrigado obrigada favor pedido encomenda envio entrega chegou chegar tenho quero queria posso pode preciso comprar devolver devolução dinheiro reembolso fatura produto endereço trocar cancelar ajuda cartão pagamento loja ontem hoje amanhã dias semana nada tudo também porque bom boa tarde noite recebi comprei você voces vocês',
  fr: "le les une des du et est sont je tu il elle nous vous ils mon ma mes votre vos ce cette ces que qui quoi où quand comment pourquoi avec sans mais dans sur pas ne plus très bonjour bonsoir merci svp commande colis livraison livré livre reçu recu envoyer arrivé arrive j'ai c'est n'ai n'est qu'il s'il d'une l'adresse voudrais veux peux pouvez besoin acheter acheté retourner retour remboursement rembourser argent facture produit adresse changer annuler aide carte paiement magasin hier aujourd'hui demain jours semaine rien tout aussi toujours encore suis avez taille",
  de: 'der das den dem des ein eine einen einer ist sind ich sie wir ihr mein meine meinen meiner ihre und oder aber nicht kein keine mit ohne für auf von zu zum zur im am wo wann wie warum wurde habe haben hat kann können möchte will brauche bitte danke hallo guten tag bestellung bestellt paket lieferung geliefert versand angekommen erhalten zurück rückgabe zurückgeben geld erstattung rechnung produkt adresse ändern stornieren hilfe karte zahlung laden gestern heute morgen tage woche nichts alles auch noch immer schon seit größe',
  it: 'il lo gli uno una del della dei delle nel nella che chi con senza ma per come quando dove perché perche è sono mio mia miei suo vostro molto più già ancora ciao salve buongiorno buonasera grazie ordine ordini pacco spedizione spedito consegna consegnato arrivato arriva ho hai ha hanno vorrei voglio posso può bisogno comprare comprato restituire reso rimborso soldi fattura prodotto indirizzo cambiare annullare aiuto carta pagamento negozio ieri oggi domani giorni settimana niente tutto anche non questo questa taglia ricevuto',
  nl: 'het een de van mijn uw jullie ik je wij zijn heb hebt heeft niet geen met zonder voor naar waar wanneer hoe waarom kan kunt wil graag bestelling besteld pakket levering geleverd verzonden bezorgd ontvangen terug retour retourneren geld terugbetaling factuur adres wijzigen annuleren hulp betaling winkel gisteren vandaag morgen dagen nog steeds ook maar dit dat deze bedankt dank hallo goedemorgen alstublieft',
  pl: 'nie jest są mam mój moja moje moją się na do od za po dla czy co gdzie kiedy jak dlaczego ale też już jeszcze proszę dziękuję dzień dobry cześć zamówienie zamówienia zamówienie paczka paczki paczkę dostawa przesyłka przesyłki zwrot zwrócić pieniądze faktura faktury adres zmienić anulować pomoc płatność sklep wczoraj dzisiaj jutro dni tydzień nic wszystko chcę mogę potrzebuję kupić kupiłem kupiłam otrzymałem dotarła',
  tr: 'bir bu şu ve ile için ama çok daha var yok değil mi mı ne nerede zaman nasıl neden benim sizin siparişim sipariş siparişimi kargo kargom paket paketim teslimat gelmedi geldi iade iptal etmek istiyorum para param fatura ürün adres adresimi değiştirmek yardım lütfen merhaba teşekkürler teşekkür ederim dün bugün yarın gün hafta hala henüz iyi günler',
  vi: 'là của và có không được cho tôi mình bạn anh chị em shop ơi này kia đâu khi nào như thế sao vậy rồi chưa đã đang sẽ đơn hàng đặt giao nhận gửi kiện trả hoàn tiền hóa đơn sản phẩm địa chỉ đổi hủy giúp xin chào cảm ơn hôm qua nay mai ngày tuần với một cái mua',
  id: 'saya kami anda ini itu yang dan di ke dari untuk dengan tidak belum sudah bisa mau ingin apa kapan dimana mana bagaimana kenapa tolong terima kasih halo selamat pagi siang malam pesanan paket barang kirim dikirim pengiriman sampai diterima kembali pengembalian uang faktur produk alamat ganti ubah batalkan membatalkan bantuan kartu pembayaran toko kemarin hari besok minggu semua juga masih tak nak dah boleh bila awak',
  sv: 'jag är inte och det en ett min mitt mina har när var hur varför på med för till från kan vill beställning paket leverans levererat tillbaka retur pengar faktura adress ändra avbryta hjälp tack hej snälla igår idag imorgon ännu fått',
  tl: 'ang ng mga sa ko mo po ako ikaw niyo namin ninyo hindi wala nasaan kailan paano bakit ba na lang din pa yung salamat kumusta pera bayad padala dumating gusto pwede tulong kahapon ngayon bukas',
  ro: 'este sunt nu și si pe la din cu pentru unde când cum meu mea comanda comandă colet coletul livrare primit returnare bani factură adresa schimba anula ajutor mulțumesc vă rog bună ziua ieri azi mâine încă',
  cs: 'je jsem není jsou můj moje moji se na do pro kde kdy jak proč ale také už ještě prosím děkuji dobrý den objednávka objednávku objednávky balík zásilka doručení vrátit peníze faktura adresa změnit zrušit pomoc platba včera dnes zítra',
}

/** Letters that tell a language from English where its words have said so. */
const LETTERS: Readonly<Record<string, RegExp>> = {
  es: /[ñ¿¡áíóú]/u,
  pt: /[ãõçáéê]/u,
  fr: /[éèêàçœù]/u,
  de: /[äöüß]/u,
  it: /[èàùòì]/u,
  pl: /[ąćęłńśźż]/u,
  tr: /[şğıçöü]/u,
  vi: /[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/u,
  sv: /[åäö]/u,
  ro: /[ăâîșț]/u,
  cs: /[ěščřžýůď]/u,
}

/** English words and words of pinyin that stand in a list above too: they say nothing by themselves. */
const SHARED = new Set(
  'a an all am are at bad be ban bin bila but can car carta come dan date de des die do du el en et fan fin for go gun hat her hay he hi him his ho i il in is it la le les lo long los ma main mais man me men mes mi mine mo most my na nan ne ni no on or pa pan pay pen per plus po pour quand que qui sale sa san se she si so some son su sur te tag tan the they to toko top tu tun un us van ve via wang war was we will wo xin yang you zu produit product paket post shop livre rest arrive retour sin sans ya ye yu ke mau sai lei dei le de di ge guan zai ai bu ta men pas ce che sen dang morgen mina det var hur sen lang ba ako bukas pera'.split(
    ' ',
  ),
)

const ENGLISH = new Set(
  "a an the i you he she it we they me my deliver address street send ship name your his her our their this that these those is are was were am be been do does did have has had can could will would should what when where who why how which to of in on at for from with not no and or but if so please hello hi thanks thank order parcel refund return delivery item money want need get got there here it's i'm don't can't".split(
    ' ',
  ),
)

const LANGUAGES_OF = new Map<string, string[]>()
for (const [language, words] of Object.entries(WORDS))
  for (const word of words.split(' '))
    if (!SHARED.has(word)) LANGUAGES_OF.set(word, [...(LANGUAGES_OF.get(word) ?? []), language])
