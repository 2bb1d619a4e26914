/**
 * Words and names that English texts of the web are made of, four letters and more: the whole words in the vocabulary of
 * multilingual-e5-small (MIT), which its authors learnt from a hundred languages' web pages.
 */
export const isWrittenWord = (word: string): boolean => WORDS.has(word)

const WORDS: ReadonlySet<string> = new Set(
  `
aalborg aard aarhus aaron abad abandon abang abba abbas abdi abdominal abdu abdul abdullah abel aber aberystwyth abhi abia abid abil ability
abin abita able abon abort about above abra abraham abram abre abril abrupt absent absol absolut absolute absolutely absolv absorb abstract
absurd abubakar abunda abuse abusi abuz academi academia academic academy acara accade acce accede accelerat accent accept accepta
acceptable accepte acces accesible access accessible accesso accessori acci accident accommoda accommodation accompli accomplish accor
accord accordance according account accu accumula accurate accusa aceh acela acer acha achei achieve acho acid acknowledge acqua acquire
acquis across acte actes action actions activ activa active activist activities activity acto actor actos actress actua actual actually
actuar acum adam adams adana adapt adapta adapter adat added addiction adding addis addit addition additional address adel adelaide adept
adequat adhd adidas adil adja adjudica adjust admin administr administra administrat administration administrativ administrative
administrator admir admira admiral admis admit adnan adobe adolesce adolescent adolescents adolf adopt ador adora adorable adrenalin adres
adri adria adrian adsense adult adults advance advanced advantage advent adventure advers adversari advert advertise advertising advice
advise advisor advocate adwords aegypti aero aerodrom afar affair affairs affect affected affida affiliate affirme afford affordable afge
afghanistan afla aflat afraid afri africa african afrika afrikaans afrikaner afrin afro aften after afternoon again against agam agama agar
agen agencies agency agenda agent agents aggressi aggressiv agita agnes agnos agor agora agosti agosto agra agree agreed agreement agri
agricol agricole agricultura agro agua agung agus ahead ahli ahmad ahmed ahmedabad ahmet ahora aiba aide aider aids aika aiki aile aime aims
aina aine airbag airbnb airbus aire aires airlines airport airways ajan ajax akademi akademik akan akbar akhbar akhtar akik akin aking akka
aktie alabama alam alami alan alarm alas alaska alba alban albania alber albert alberto albi albo album alca alcalde alcohol alda alde alder
aldri alegre alegria alejandro aleks aleksandar aleksander aleksandr alemany alene alert ales alessandro alex alexander alexandr alexandra
alexandre alfa alfonso alfred alga algo algorithm alhamdulillah alia alias alice alien alig alim alimentar alin aliquip aliquo aliye alka
alla allah allahu allan allar alle allemand allen aller allergi alles allez allgemein alliance allianz allo allons allora allow allowed
allows alls allt alma alman almeida almost aloe alone along alonso alors alpha alpin already also alta alte alten alter altera alterna
alternat alternative although alti altid alto altos altra altri altro altura alum aluminium alumni alvar alvor always alzheimer amade amal
amalga aman amanda amani amar amat amateur amazing amazon ambas ambient ambiente ambiti ambition ambos ambros ambula amen amer america
american americana americano amerika amet amharic amici amico amiga amigo amigos amin amino amir amis amit amma ammo ammu amnesty among amor
amore amortiz amount amper ample ampli amplifica amplitud amsterdam anabol anadolu anak anal analog analogi analys analyse analyser analysis
analytic analytics anand anar anastasi anat anatoli anatomi ancestral anche ancienne ancora anda andar ander andere anderen anders andersen
anderson andersson andhra andra andre andrea andreas andrei andrej andres andrew andri andro android andrzej andy ange angel angela angeles
angeli angelina anges anglais angle angli anglia angol angola angst anim anima animal animals animation anime animo anita anja ankara anna
annab annan anne annen annet anni annie anniversary anno announced anns annu annual annum annunci anomali anonym anonymous anos another
anschluss answer answered anta antal antalya antar antara ante antecede antena anterior antes anth anthony anti antibiotic anticipa
anticipat antico antics antigo antigua antioxidant antiqui antisemit antisepti antivirus anto antoi antoine antologi anton antoni antonio
antti antwoord anus anwar anxiety anymore anyone anything anyway anywhere anzu apar apart apartment apartments apel aperi apetit apie apna
apne apollo aposta apostol appar apparent apparently appart appeal appear appearance appeared appears appel appella appen appetit apple
applica applicable application applications applied apply appointment appreciate appris appro approach appropriate approved approximately
apps apri april aprile aprili apro apta apud aqua aqui aquino arab arabi arabia arabic arad araka arama aran arap arata arau araw araya arba
arbitra arbor arch archeologi archi architect architecto archiv archive archives arco arcu arduino area areal areas aren arena argent
argentin argentina argentino argi argu argument arian ariel arif aristo arizona arjun arka arma armada armas arme armen armenia armi arms
armstrong army arna arne arnhem arnold aroma aromat around arousa arra arran arrange arrangement arre arrest arri arriba arriva arrive
arrived arro arrogant arroyo arroz arsen arsenal arte arter arteri arterial artes arthur arti article articles articula artificial artis
artisan artist artista artistes artistic arts artur arusha arvo arxiv asad asal asam asan ascend asean asha ashley ashraf asia asian asiat
asif asist askari asked asker asking aslam aslan asli asos aspect aspects aspira aspirin assassin assembl assess assessment assessor assets
assign assim assist assistance assistant assisti asso associa associated associati association associations assume assumption assure asta
aste asteroid asti astra astrid astro astrolog astronaut astronom astronomi astu asturias asus asyl atac ataca atas atelier athen athletic
ating atlant atlanta atlantic atlas atlet atleti atletico atmosphere atom atra attached attack attempt attend attendant attenti attention
attesta attila attitude attorney attract attractive attribut attribution auch auckland audi audience audiencia audio audiovisual audit
auditor auditori audrey augsburg augu august augusta augusti augustin augustus aujourd aula aunty aura aureli aurora auschwitz aussi austin
austral australi australia australian austria auta authentic author authorities authority autism auto autobahn autocar automat automatic
automatically automobil automobile autonom autonomi autor autre autres auxiliar available aval avalia avant avanti avar avatar avec avengers
avenida aventura avenue aver average avere avez avia aviat avio avion avis aviv avocado avoid avoir avon avond avril awak awal awam award
awards aware awareness away awesome axel ayaa ayaan ayah ayak ayam ayat azad azal azam azaz azerbaijan aziz azul azure baad baan baar baas
baat baba babak babe babel babes babi babo babu baby babylon baca bach bachelor baci back background backlink backup bacon bacteri bacteria
bada badan bade baden badi badminton bado badu baga bagh bagi bago bagong bags bagus baha bahar bahasa bahay bahia bahn bahrain bahu baie
baik bail bailar baile bain bait baja bajo baka bakar bake baker baku bala balan balance balat balcon bald baldin bale bali balik balkan
ball balla ballon balo balon balsa balsam balta baltic baltimore bambi bambini bambino bambu bana banal banana banc banca banco band banda
bandar bande bandera bando bandung bandy bane bang banga bangalore bangkok bangla bangladesh bangor bangsa bani bank banka banke banker
banky banner banque bansa bantu bany banyak baptist bara barack barak barang barat barba barbar barbara barbecue barber barbie barbosa barca
barcelo barcelona barco bare bari barn barna barne barnet baro baron barra barre barri barrier barrio barro barry bart baru barw basa base
baseball based basel baser bases bash basha basi basic basically basil basilica basis basit basket basketbal basketball bass basse bassi
basso basta basti bata batal batang batay bate bateau bath bathroom bati batik batman batt battaglia batteri batterie battery battle
battlefield batu bauch baud bauer baum baut bawa baya bayan bayar bayern bayi bayram baza bazar baze bazi bazo bdsm beach beag bean bear
beat beatles beau beaucoup beautiful beauty beaux bebe bebek became because beck beckham become becoming beda bede bedel bedrag bedroom been
beer beethoven before began bege begge begin beginn beginning begon behalf behar behavior behaviour behind beijing beim being bekas bela
belang belarus belas bele belg belge belgi belgia belgium belgrad beli belief believe belki bell bella belle belles belleza belli bello
bellum belo below benar bence benchmark benda bende bendi bene benedic benedict benefic benefici beneficia beneficiar benefit benefits beng
bengal bengali beni benign benjamin benne bent benz benze bera berat berba bere beren berg berge bergen beri berish berisha berita berke
berlin berliner berlusconi bern berna bernama bernard bernardo bernhard berri berry berse bersih bert berta beru besar besi beso besser best
beste bestia bestseller beta bete beter beth beti beton betra bett better betul between beverly bevis beyonce beyond bhabhi bhag bhai bhar
bharat bhatt bianca bianco biar biber bibi bibl bible bibli biblio biblioteca bibliotheca bicarbonat bide bieber bied biel bien bier bigg
bigger biggest bihar bija bijoux biju bike bikin bikini bila bilal bilateral bilbao bilbo bild bilder bile bili bilin bilir bill billboard
billed billet billion billy bilo bina bind bine bing bingo binh binne bintang biolog biologi biomas bird birgit birmingham biro birth
birthday bisa bismo bist bitcoin bith bitte bitter bizar bizarre black blackberry blackjack blad blade blaen blago blair blake blanc blanca
blanche blanco bland blanda blank blant blas blat blatt blau blend blender bless bleu blev blick blind blink blizzard bloc block blockchain
blod bloem bloemfontein blog blogg blogger blogging blogs blok blom blond blonde blood bloom bloomberg blot blou blow blowjob blue blues
bluetooth blumen blus blut board boas boat bobby boca bocca boden bodi bodo bodrum body boeing boer boga bogdan bogen bogor bogu bohemia
bohu bois boko boks bola bold bole boli bolivia bollywood bolo bologna bolsa bolsonaro bolt bomb bomba bombard bombe bona bond bondage bone
bonheur bonif bonita bonito bonjour bonn bonne bons bonus boobs book booking bookmark bookmarked books boom boost boot bora bord borde
bordeaux bordel border bordo bore borg boris born boro borst bort borussia bosan bosc bosch bosco bosh bosni bosque boss boston bota botani
botanic both boto botox bottle bottom bouche bought boule boulevard bour bourg bout boutique bouton bowl boyfriend boys bracelet brad braga
brahma brain brak bran branca branche branco brand brandenburg brang brani brann bras brasil brasileira brasileiro brass brat bratislava
braun bravo brazil brazos bread break breakfast breaking breast breath bred brede breed breg brei breivik bremen brend brenda brenn brent
brett brev breve brevi brexit brez brian bridge brief brig brigad bright brigitte bril brillant brillante brilliant brin bring bringe
bringing brist bristol brit britain british britney britt brno broad broadcast broadway brochure brod broder broken broker brom bron bronz
brood brook brooklyn bror bros brot brother brought brown browser browsing bruce brud brug bruges bruk brun brune brunette bruno brus brusc
brush brussel brut brutal bruto bruxelles bryan bryd bryn buch buchen buck bucur buda budapest budd buddh buddha bude budget budi buen buena
buenas bueno buenos buffalo buffet buhari buhay build building built buka bukan bukit buku bulan bulg bulgar bulgari bulgaria bull bulma
bumi buna bunch bund bunda bundes bundesliga bundestag bunga bunge buni bunker buon buona burde bureau burg burger burgu burn burra burri
burro bursa buru burundi bush business businesses busque buss bussi busty busy butter button buying buzz byla cabal caballero cabe cabell
cabello cabeza cabinet cable cabo cacao caccia cache cada cadde cade cadena cadre cadw caesar cafe cagliari cair cais caixa cake cala
calabria calca calci calcio calcul calcula calculator cald calda caldo cale calendar cali caliente california call calle called calling calm
calma calme calor calorie calories calvin cama camar camara cambio cambodia cambogia cambridge came camel camera cameron cami camilla camino
camp campagna campagne campaign campan campania campbell campi camping campion campo campos campus cana canada canadian canadien canal
canale canaria cancel cancella cancer cand candi candida candidat candidature cando candy cannabis cannes cannot canon cant canta cantar
canto canyon capa capabil capable capac capacita capacity cape capel capi capit capita capital capito capitol capo capri capsule capta
captain caption captiv capture capul caput cara caramel carb carbon card cardiac cardinal cardio cardiovascular cards care career carefully
cargo cargos cari caribbean carica carita caritas carl carles carlo carlos carmel carmen carnaval carne caro carol carolina caroline carp
carpet carra carrefour carrer carrera carried carro carry cart carta carte cartel carter cartes carti carton cartoon carvalho casa casal
casas casca casco case cases cash casi casino caso cass casse cassi cast casta castel castell castelo castig castigat castillo casting
castle castra castro casu casual cata catal catalan catalana catalans catalog catalogue catalunya catarina catch cate catedral categori
categorie categories category catering cath cathedral catherine catholic catro caught causa cause caused causes causing cava cavalier cavall
cave cavi cctv ceci cecilia cela cele celebr celebra celebrat celebrate celebration celebre celebrity celic cell celle cellulite celsius
celta celtic cement cena ceno censu cent centenar center centi centimeter cento centr centra central centrale centre centres centri centro
centrum centuri century ceramic cerc cerca cere cereal cerebral cerebro ceredigion ceremoni cerrado cert certain certainly certi certifi
certifica certificate certification certo cervantes cerve cesar cest cetera cette ceux ceza chain chair chal chala challenge challenges
challenging cham chama chamber chambre champ champagne champion champions championship chan chance chances chand chandra chanel chang change
changed changer changes changing channel chans chanson chant chao chaos chap chapel chapter char character characters charge charges charla
charles charlie charlotte charm charme chart charter chasse chat chau chaud chauffe chave chce cheap check checking cheese chef chelsea
chemi chemical chemin chen chennai cher cherche cherry chevrolet chez chia chiar chiaro chic chica chicago chicken chief chien chiesa child
children chile chili chill chin china chine chinese chinn chinois chip chips chitt chlo chloe chlor chocolat chocolate choice cholesterol
choose choosing chor chora chord chose choses chowdhury chris christ christen christensen christi christian christina christine christmas
christo christoph christopher christus chro chrome chronic chrysler chua chuck chud chuma chun chung chur church churchill chut chyn cialis
ciao cibo cica cicero cidade cielo cien ciencia cigarette cila cili cima cinc cinci cinco cine cinema cinn cinq cinque cinta circ circa
circle circles circo circuit circuito circula circular circulation circum circumstances ciri cisco cita cite citi cities citizen cito
citroen citron citrus city ciudad civic civil civile civili civiliza civita claim claims clair claire clan clandestin clar clara clare clari
clarifica clark claro clasic class classe classes classic classico classifica classique classroom clau claudi claudia claudio claus clave
clean cleaning clear clearly clement cleric cleveland clic click client cliente clients cliff clima climat climate climb clinic clinique
clinton clip clique close closed clothes clothing cloud club clube clubs cluj cluster coach coaching coas coast coba cobra coca cocina cock
cocktail coco code codi codice coelho coeur coffee cogn cognitio cognitive cognosc cohen coherent coin coincid coinciden cola cold cole
coleg colegio colin coll colla collabora collaboration collage colle colleagues collect collection collective college collegi colli collins
collo colloca colloqui colo colombia colon colonia colonial color colorado colore colores colori colors colour columbia columbus column
columna coma comandante combat combate combi combina combination combine combustible come comedy comer comercial comercio comes comfort
comfortable comhairle comic coming comma command commande comme commemora commence comment comments commerce commercial commerciali commis
commission commissione commitment committed committee commodi commodo common commons commun commune communi communication communities
community como comp compa compact compagnie companies companion company compar compara comparable comparativ compare compared comparison
compatibil compatible compensa compete competi competition competitive compila compl complain complaint complement complementar complet
complete completed completely completo complex complexe compliance complica complicat complici compliment component compose composition
compositor compost composta compostela compound compre comprehend comprehensive compris compromis compte comptes comput computa computer
computing conce concede concedi concentr concentra concentrat concentration concep concept conception conceptual concern concerned concert
concerto concession concili concilia conclu conclude conclusi conclusion concord concorda concours concret concrete concur concurrence
concurrent concurs condensa condi condition conditions condo condomini conduc conduct conductor conduit conf confe confer confere conference
confess confession confi confidence confident confidential configura configuration configure confirm confirma confirmation confisca conflict
conflicte conform conforme confortable conforto confronta confronti confu confusion congo congratula congrega congregatio congress conjuga
connect connected connection connexion conquista conrad cons conscience conscient consecra consecutiv conseil consejo consensu consent
consente consenti consequ consequences consequent conserva conserve consider considera considerable considerat consideration considered
considering consigli consist consiste consistent consola console consolida conspira consta constant constantin constantly constit constitu
constituent constitution constru construct construction constructiv consul consult consulta consultant consultation consulte consulting
consum consumer cont conta contact contacto contado contain container contamina conte contempla contemporane conten content contest contesta
context conti contigo contin contine continent continental continu continua continue continued continues continuo conto contou contr contra
contract contractual contraire contrari contraria contrast contre contribu contribute contribution contributo contro control controlla
controller controversia conven conveni convenient convention conventu conversa conversation conversion convert converte converter converti
convince convivial convo convoca convuls cook cookie cookies cooking cool coop cooper coopera coordina coordinat copa copac copenhagen copia
copie copil copy copyright coral coram coraz cord corda corde cordial core cores corinthians corn cornel corner coro corona corp corpo
corpora corporal corporate corporation corpore corporis corps corpul corpus corre correct correcto correspond corresponde corri corriente
corro corsa corsi corso corta corte cortes corti corto cosa cosas cose cosmetic cosmo cost costa costas coste costi costs costum costume
cottage cotton cougar could couldn couleur council counsel count counter countries country county coup coupe couple cour courage courant
cours course courses court cousin cover coverage covered cowgirl crack craft crai craig crap cras crash crawl crazy crea cream creampie
creat create created creati creating creation creative creator creature cred credibil credit credito credo cree creed creek crema creme creo
cresce creste crestin creu crew cricket crime crimes criminal cris crise crisis crist cristal cristian cristiana cristiano cristina cristo
crit criteri criterio critic critica critical critique croatia croc croissant cron cross crow crowd crowdfunding crown cruce cruci crucial
cruel cruise crush cruz crypto cryptocurrency crystal ctrl cuando cuatro cuba cubi cucina cuisine cukor culinar culmina culpa cult cultiva
cultura cultural culture culturi cumshot cunha cuore cupcake cura curat cure curi curios curious curitiba currency current currently
curricular curriculum curry curs curso cursus curta curva custa custo custodia custom customer customers customiz cute cuti cutie cyber
cycle cymru cyst czar czech czer daar daba daca dach dacia dada dadi dado dage dagen dagens dago dags daha daher dahi dahl daily daimler
dair daisy dake dala dalam dali dall dalla dallas dalle dallo dalma dama damage damasc dame damen damer dames damian damit damn dana dance
dando dane danes danger dangerous danh dani daniel danish dank danke danmark dann danny dans dansk danske dara darab darba dare dari dark
darle darmstadt daro darwin dashboard dass data database date dates dati dating dato datu datuk datum daud daug daughter daun dava dave
david davies davis davon davr dawa dawn daya dayan days dead deadline deal dealer dealing death debat debate deben debt debut december
decenni deci decide decided decidi decis decision decisions decisiv deck declara declare declina decline decor decora decorat decorativ
decrease dedi dedica dedicat dedicated dedicati dedicato deep deepthroat defa default defect defend defende defender defense defensiv
defensor deficit defin define defini definit definitely definition definitiv degli degrada degree deine deja dekh dela dele delega delegat
delete delfi delhi deli delibera delicat delimita deliver delivery dell della delle dello delo deloitte delta delu deluxe dema demand
demande demi demo democracy democrat democratic demon demonstra demonstrat demora dengan denis deniz denk denken denmark denn denna denne
dennis denomina dental dentist dentro denuncia departamento departe departement department depend depende dependent deporte deportivo
deposit depression depuis deput deputat derby dere derecho derechos deren deri deriva dermatit dermatolog dernier desa desarrollo desc
descend descri describe described description desde desen desert deserve desi desidera design designed designer desire desktop despe
desperat despre dessa dessert dessin dest destabiliz deste destin destina destination destino destroy destru destruction detail detailed
details detect detergent deteriora determin determina determinat determine detox detriment detroit deum deus deutsch deutsche deutschen
deutschland deux devant devas devastat deve develop developed developer developing development devi device devices devil devine devis devo
devolv dewan dewi dhab dhabi dhaka dhal dhamm dhamma dhan dhar dharma dhaw dhawa dheer dhow diabet diabetes diagnose diagnostic diagonal
diagram dialect dialog dialogue diam diamant diameter diamond diana diari diario dias diaspor dice dich dicho dick dicks dico dicta
dictionaries dictionary dictum didactic dide didin didn diego dies diese diesel dieser diet dieta dieu diferent diff differ difference
different differenti difficile difficult diffuse digestiv digi digit digital digni digo dijk dike dikt dildo dilemma dili diligent dilu
dimanche dimension dimensione dimensions dimitri dina dinamo dine dinero diners ding dinge dinh dini dink dinner dinosaur dins dios dipa
diploma diplomat diplomati dire direct directeur direction directly directo director directora diri dirigi dirk disa disabili disabled
disagree disappear disappointed disc discern disciplin disciplina discipline disclaimer disco discord discount discours discover discovered
discovery discret discrimina discurs discuss discussion dise disease disk disko disney disorder disp dispar dispara dispens dispensa
dispersi display dispo disposa dispose disposi disposition disputa dispute disrupt disse disserta dissi disso distan distance distant distin
distinct distinctio distingui distr distra distract distribu distribution distributor district distrito disturb dita dito ditt diva divas
divers diverse diversi diversifica diverti divi divide dividend dividi divin divina division divorce divorci dixi dixit diya diyar dizze
dmitri doar dobi doble dobre dobro doby doce docent doch dock doctor doctrina document documentar documentation documents doen does doesn
doggy doggystyle dogmat doha doing dois doit doktor doku dolce dole dollar dollars dolomit dolor dolores doma domain domaine dome domenica
domes domestic domicile domicili domin domina dominan dominant domine domingo domini dominic dominio domino dominus domo domu dona donald
donat donation donc donde done dones dong donna donne donner dono donor dont dood doon doona door doping doppel dora dorf dori dorit dorm
dormitor dorot dorp dort dortmund dosa dose dossier dost dosto doua double doubt douce douche douglas dous dove down download downloaded
downtown draft drag dragi drago dragon drake dram drama dramat dramatic dramaturg drank drap drastic draw drawing draws dream drei dres
dresden dress dressing drew drie drift drill drink driva drive driver driving drog droit droits dron drone drop dropbox dros druck drug
drugs drum dual duas dubai dubbi dubi dubl dublin dubrovnik duce duchov duda dues dugo dugu duis duke dulce dulu duna dung dunha dunia
duniya dupa duplica dura durable duran durango durant durante duration durch during duro durum dutch dute duterte duty dvora dylan dyna
dynamic dynamics each eagle earlier early earn earth easier easily east easy eating eben ebene ebook ecce eccles ecclesia ecclesiastica ecco
echt eclipse ecologic economi economia economic economica economie economy ecuador edad eddie edel eden eder edes edgar edge edib edin
edinburgh edit edition editor editorial edmund eduard eduardo educa educat education educational edvard edward edwin effect effective
effectively effects effet efficaci effici efficiency efficient effort efforts efter egal eger egon egypt ehren ehrlich eibar eich eiffel
eigen eight eile einar eind eindhoven eine einem einen einer eines einmal eins einstein eisen eisteddfod either elabora elaborat elan elas
elast elastic eldon eldre eldri elect election elector electoral electr electric electro electrolux electronic elegan elegant elektr
elektron element elementar elements elena eles elev eleva elevato eleven elias eligible elimina elin elisa elisabet elisabeth elise elit
elite eliza elizabeth elke ella ellas elle ellen eller elles elliot ello ells else elsewhere elvis email eman emancip emanuel emas embarca
embargo ember emblem embo emel emer emerge emergency emigr emigrant emil emilia emilio emily emin eminent emir emirat emis emit emma
emmanuel emme emot emotion emotional empat emphasis empire empiri employ employee employees employer employment empresa empty enabled enam
encam encore encounter encourage enda ende ended ending endur energ energe energetic energi energia energie energy enfant enfants
enforcement enga engage engagement engel engels engin engine engineer engineering england engle english enhance enig enim enjoy enjoyed enne
enorm enough enrique ensemble ensuite ensure enten entendre enter enterprise entertain entertainment enti entire entirely entitled entra
entrada entre entreprise entri entro entry entwicklung enumera envelop envia envie environ environment environmental environnement enzym
epic epidemi episcop episod episode epistola equal equi equip equipe equipment equipo equivale equivalent eran erasmus erat erdogan ereb
eres ergo ergonomi eric ericsson erik eriksson erit eritrea ernest ernst eros erotic erro error ersatz erst erste erster erudit esas esca
escala escapa escape esco escola escort escorts escr escu escuela eski espa espace espanyol espe especial especially esper espera esperanto
esperanza espiritu esport espresso esque essa essay esse essen essendo essent essential essere esses esta establish established estado
estados estamos estancia estar estas estate este estes esther esti estima esto estonia estoy estra estrada estrella estrogen estu estudi
estudio estudios etern eterna ethereum ethernet ethiopia ethiopian etsi ette etter euch eucharist eugen eura eure euro europa europe
european euros eurovision evacua evalua evaluat evaluation evan evangel evangeli evans evel even evening event eventi events eventual
eventuali eventually ever everest everton every everybody everyday everyone everything everywhere evidence evidenci evident evil evin evita
evoca evolu evolution evolve exact exactly exam examen examina examine example exceed excel excelent excellence excellent except exception
exceptional excess excessive exchange excita excited excitement exciting exclu exclusiv exclusive excursi excusa excuse execut executa
executive exemplar exemple exempli exempt exerci exercise exhaust exhibi exhibition exige exigent exist exista existe existen existent
existing exit exotic expand expect expectations expected expedi expensive experi experience experienced experiences experiment experimental
expert expertise experts expira explain explained explanation explica explicit explo exploit explora explore explorer expo expon export
expose exposure express expression exquisit extend extension extenso extent exterior extern external extra extract extraordinar extrem
extrema extreme extremely eyes ezek ezin fabi fabric fabrica fabricant fabrication fabrik fabulous faca face facebook faci facial facile
facilita facilities facility fact facto factor factors factory faculta fada faha fahr fahren fail failed failure fair faire fairly fais
faisal fait faith faiz fake fala falcon fald fale falk fall falla fallen faller fallo falls fals false falsifica falt falta falu fama fame
famiglia familia familiar familie families famille family famous fana fanat fand fans fant fantas fantasi fantasia fantast fantastic fantasy
fara farbe fare farg farge fari farin faris fark farm farma farmer faro farooq farq fart fasa fasci fascina fase fashion fast fastidio fata
fatal fate fateh fath father fati fatigue fatih fatima fato fatta fatte fatti fatto fault fauna faust faut favor favorable favorit favorita
favorite favourite fawr fazer fazi fear feature features featuring febr februar february fece fede feder federa federal federation federico
feed feedback feel feeling fees feet feil fein feit fekete feld felice felicit felicitat felipe felis felix feliz fell fellow felt female
feminin feminist femme femmes feng fent fera ferdinand ferenc ferguson feria ferma ferme ferment fern fernandes fernandez fernando ferra
ferrari ferreira ferrer ferro fertil fest festa feste festiv festival feta fete fetish fett feuer fiat fiber fibre fibro fica fick fico
fiction fide fidei fidel fidesz fiducia fiel field fier fieri fiesta fifa fight fighting figueres figur figura figure fila file filed filer
files filho fili filial filii filip filipina filipino filipp filius fill fille filled filles fillon film filmer films filmy filo filosofia
fils filter filtr filtra fina final finale finales finalist finally financ finance financi financial financier finca find finder finding
fine fines finger fini finis finish finished finit finland finn finna finne finner finns fino fins fint fiorentina fiori fios fira fire
firefox firem firenze firewall firm firma firme firmware first fiscal fischer fish fisher fisk fiske fitness fitte five fixa fixe fixed flac
flag flagg flagrant flak flam flamengo flas flash flashback flat flav flavor fleisch flet fleur flex flexi flexibil flexible flicka flickr
flight flip flirt flood floor flor flora floral flore florence florentin flores flori florida florin flot flow flower flowers floyd fluid
fluor flutt flux foame focal foco focus focused fogo fois folder folge foli folk folke folklor folks folle follow followed followers
following fond fonda fondo fonds fondu fons font fonte fontes food fool foot football fora foram foran forbes forbi force forced forces ford
fore forecast foreign forest forestal forever forex forget forgotten forint form forma formal format formation forme formen former formes
formidable formula formular forno forse fort fortaleza forte fortes fortuna fortune forum forward forza foss fosse fossil fost foto fotos
found foundation four fourni fout foyer fragil fragment frais fram frame framework fran franc franca france francesa francesc francesco
franchi franchise franci francia francis francisc francisco franco frank frankfurt franklin frans franz frater frau fraud fraude frauen
freckles fred freddo frederic frederik fredrik free freedom freelance freg frei freiburg frem fren french frente frequent frequente
frequently fres fresca fresco fresh freud freund freundlich frid friday fried frieden friedrich friend friendly friends friendship frig frio
fris frisk friss frist frit fritt fritz froid from front frontal fronte frontera frontier frost frou fruct fruit fruits frum frustra
frustration frutti frys fuck fucked fucking fuego fuel fuente fuerte fuga fugi fugit fuji fulani fuld fulfill full fully fumar function
functional fund funda fundament fundamental funding funeral fung fungi fungus funk funny fuoco furi furniture furt further fusion futbol
futebol futsal futur futura future futuro fylde gaan gaar gaas gaba gabe gabi gabon gabriel gada gadget gadi gads gael gaga gagn gagner gain
gair gais gala galatasaray galaxy gale galeria galerie gali galicia galileo gall galleg galleri gallery galli gallu galo galt galva gama
gambe gambling game gameplay games gaming gamma gammel gana ganas gand ganda gandhi ganesh gang ganga gangbang gange ganger gani gant ganz
gara garage garam garan garante garcia garcinia gard garda garde garden gare gareth gari garis garmin garn garri gars garso garten gary
gases gast gasto gastro gastronomi gata gate gates gateway gati gato gauche gaude gaudi gaur gaus gauti gave gawa gaya gaza gaze gazeta gear
geen gees gegen gehen geht geist gekk gela gelatin geld gender gene gener genera general generale generally generate generation generator
generic generis genero generos genesis genetic geni genial genital geno genocid genom genova genre gens gent gente gentil gentleman genuin
genus geographic geologi geometri geopolit georg george georgi georgia gera gerai gerais geral gerald gerard gere gerhard geri germ german
germania germany gero gerra gert geschichte gesellschaft gest gesta geste gesti gestion geta gets getting gezi ghana ghar ghazal ghosh ghost
ghulam giallo gian giardia giardino gibraltar gibt gift giga gigant gigante gigi gila gilbert gilda gildi gill gillar gilt gina ging gioia
giorgio giorno giovan giovani giovanni gips gira girl girlfriend girls giro girona gitti giudice giulia giuseppe give giveaway given giver
gives giving giza glaci glad glade glam glamour glan glas glasgow glass glatt glau glaube glavi glaz glen glitter glob global globe globo
glori gloria gloss gluco glut gluten gmail goal goals goberna gobierno goda godavari gode godz goed goes goethe gogh gogo gogor going gola
gold golden gole golf gomb gomez gond gondol gone gonna gonzalo goob good googl google gora goran gorde gordon gore goreng gorgeous gori
gossip gost goth gotland gott goud gourmand gourmet gouvernement govern government governo grab grace gracias grad grade grader gradi grado
gradu gradual graduate graf graffiti graham grain gram grama gramm grammy gran granada grand granda grande grandes grandi grands granit
grant granul graphic gras grass grateful grati gratia gratis gratuit gratuito grau grav grava grave graves gravi gravid gravita gray graz
grazie great greater greatest grecia greece greek green greenpeace greg grego gregor gregori grei grein greit gren grey grib grie griff
griffith grigor grija gril grill grim grin grind grip gris grob groen groningen groot gros gross grosse grote ground group groupe groups
grov grove grow growing growth groz grub grud grund grunt grupo gruppe gruppo grze guan guangzhou guara guarantee guard guarda guardia
guardian guardiola guatemala guberna guerra guerre guess guest guests guia guida guidance guide guidelines guido guild guill guillermo
guilty guinea guinness guitar gujarat gujarati gula guld gule gulf gull gumb gumi gummi guna gund gunnar gunung gupta gura guri guru gust
gusta gustav guste gusti gusto gute guten guter gutt gutter guys gwar gwen gwyn gwynedd gymnas gymnast haag haal haar habe haben haber habib
habilita habit habita habitants habitat habitu habitual habla hablar habsburg hace hacer hacienda hack hacker hada hadda hadde hadden hade
hadi hadith haec hafi hafiz haft hafta haga hagi haha hahaha hahn hain hair haji haka hakan hakata hake haki hakim hakka haku hakuna hala
halal halb halda halde hale halen halep half hali hall halla halle halli hallo halloween halo halos halt halv halve hamar hamas hamburg
hamburger hamda hamid hamil hamilton hamma hammer hampton hamza hana hand hande handel handi handicap handle handler handling hands handy
hanes hang hanif hanki hann hanna hannah hanne hannibal hanno hannover hans hansen hanya hapa hapo happ happen happened happening happens
happiness happy haqq harald haram harap harapan hard hardcore hardt hardware harga hari harmoni harri harris harrison harry hart harvard
harvey hasa hasan hash hashim hashtag hasi hasil hassan hast hasta hata hate hati hatin hatt hatta hatte haug haupt haus hausa haut haute
hava havas have haven haver havi having havis hawa hawaii hawk hawl haya hayat hayata haza hazard hazrat hdmi head health healthy hear heard
hearing heart heat heaven heavy hebr hech hecho hectare heel heen heer heft hehe hehehe heide heidelberg heidi height heights heil heim hein
heinrich heit hela held helder hele helen helena helg helga helge heli hell helle heller hello helm helmut helo help helped helpful helping
helpo helps helsing helsinki helst helt heman hemat hemel hemen hemos hend hende hendrik heng henge henk henne hennes henni henri henric
henrik henrique henry hepatitis herald herba herbal herbert herbst herceg here heredita heritage herman hermann hermano hermosa hero heroes
heroin herpes herr herre herren herri herself herz heslo hest hetero heure heures heureux heute hewl hewlett heye hiba hidden hiel hier high
higher highest highland highlight highly highway hihi hija hiji hijo hilde hill hillary hills hilo hilton himalaya himmel himself hina hinc
hind hindi hindu hing hinge hins hinter hipp hispanio hiss hissed histoire histori historia historic historical historie historio historique
history hita hitam hitler hits hitz hizb hmmm hoang hobby hobe hobi hoch hockey hoff hoffe hoffen hoffman hoga hogar hoge hohen hola hold
holda holde holder holding hole holiday holl holland hollywood holm holmes holo holocaust holy holz hombre hombres home homem homeopat
homepage homes hominem homma homme hommes homo homosexual hond honda honduras honest honey hong hongkong honor hoof hoog hook hool hoop hoor
hoos hoose hope hopefully hoping hopkins hopp hoppe hora horas hore hori horizon horizont horizontal horizonte hormon hormonal hormone horn
horo horoscop horren horri horrible horror hors horse horta hospital hospitali hossain host hostel hostes hostil hosting hota hotar hotel
hoteli hotels hour hours house household housing houston hout howard however html http https huawei hubert hudson huge hugh hughes hugo huis
huko hulle hulu huma humaine human humana humanist humanit humanitar humano humans humb humid humili humor hund hundred hung hungari hungary
hunger hunt hunter hurt husband husk husker hussain hussein huts huwa huynh hvar hybrid hyderabad hydra hydrat hydraul hydro hygge hygien
hyper hypno hypo hypothe hyundai ibig ibiza ibrahim iceland icke icon idea ideal ideas idee idem ident identi identifi identifica identified
identify identity ideo ideologi idioma idiot idol idris idyll iglesia ignacio ignor ignora ignorant ignore igor ihnen ihop ihre ihrer ikan
ikaw ikea ikke ikki ikon ilan illa ille illegal illi illinois illness illum illumina illustr illustra illustration illustri image imagen
images imagin imagina imaginar imagination imagine imagini imam iman imani imati imel imita immediate immediately immens immer immers
immigra immigrant immobili immortal immun imod impact impacto impar imparti impe impedi imper imperativ imperator imperfect imperi imperial
imperio imperium impet impi implant implement implementation impli implica implicit impo impor import importa importance important
importante importe imposible impossible imposto impoten impre impregn impress impressed impression impressive imprez impro improve
improvement improving impuls impun imputa imran inaugur inaugura inca ince incendi incentive inci incide incident incl inclina inclu includ
include included includes including inclus inclusi inclusiv inclusive income incomp incompatibil incontro inconvenient incorpor incorpora
incorrect increase increased increasing incredible incredibly incrementa incur indah inde indeed indem inden independen independencia
independent index indi india indian indiana indica indicat indicate indicati indicator indice indici indign indigna indir indirect indis
indispensable individu individual individuals indo indonesia indra induc indul industri industria industrial industrie industry inevitabil
inevitable infant infantil infants infect infection infer inferior infidel infiltra infine infinit infirmi infla influ influence influenza
info inform informa informaci informal informat informati informatic information informations informatique informative informe infos infra
infrastructure inga inge ingen ingles inglese ingredient ingredients ingrid inherent inhibi initial initiat initiative inject injuries
injury inkl inner innocent innova innovation innovative innsbruck input insa insan insect inser insert inside insider insight insigni insist
insiste inspect inspector inspir inspiration inspired instagram instal install installation installer instance instant instead instinct
institut institute institution instituto instru instructions instructor instrument instrumental insu insula insulin insult insurance inta
intact inte integer integr integra integral integrat integration intel intellectu intelligence intelligent intend intended intens intense
intensif intensifica intensiv intent intention inter interact interaction interactive interes interest interested interesting interface
interfere interior interlocutor intermedi intern interna internacional internal international internationale internazionale interne internet
interni interpret interpreta interpretation interracial interroga interrupt interval interven intervention interview intestinal inti intim
intimida into intoleran intr intra intre intrig intro introdu introduc introduce intru intui intuitiv invade invalid invasi invent inver
invers invert invest investi investiga investigation investment investor invit invitation invite invoca involve involved iphone ipod ipsa
ipse ipsi ipso ipsum iqbal iran iranian iraq ireland irene irfan irina iris irish iron ironi irre irregular irrita isaac isabel isang ishq
isis iska iskandar isla islam islami islamic islamist island ismail isola isole israel isso issue issues istanbul iste isto istri ital itali
italia italian italiana italiano italien italy item items itin itself itunes ivan ivana ivanov izve jaan jaar jack jackie jackpot jackson
jacob jacques jacuzzi jaga jaguar jahan jaipur jakarta jako jakob jakub jalan jama jamais jamal jambo james jami jamie jammer jana jane
janeiro jang janne jantar januar january janvier japan japanese japon jardin jaren jari jaro jaroslav jarri jasa jasmin jason jaun java
javascript javier jawa jaya jazz jean jeans jede jeder jedi jeep jeff jefferson jeffrey jeho jehovah jelen jelly jemaah jemi jeni jenis
jenkins jennifer jenny jens jensen jeremia jeremy jerry jersey jerusalem jesper jess jessica jest jesu jesus jetzt jeune jeunes jeux jihad
jimbo jimmy jina jira jiro joachim joan joaquim jobb jobber jobs joel jogi jogo johan johann johanna johannes johannesburg johansson john
johnny johnson johor johto joie join joint joke joker jokin joko jolie jolla jona jonas jonathan jones jong jonge joomla jord jordan jorden
jordi jorge jornada jornal jose josef josep joseph josh joshua josip jota jour journal journalist journey jours jove joven joyce jozef juan
juba jubil jubila juda jude judge judgment judi judici judicial juego jugo jugu juhi juice juillet juin jule juli julia julian julie julio
julius july juma jumla jump juna juncker june jung junge juni junio junior junta junto juntos jupiter jura juri juridic juris jurist jury
jussi just juste justice justicia justifi justifica justin justo juvenil juventus kaal kaba kabel kabhi kabila kabul kada kadar kader kadir
kadri kaduna kafe kaffi kafir kafka kaga kaha kahani kahit kain kaise kaiser kait kaka kakao kaki kako kala kalam kalan kalb kale kali
kalimantan kalinga kalk kalla kalle kalli kalma kalmar kalo kalp kalu kalyan kama kamal kamar kamay kamen kamer kami kamp kampa kampen kampf
kampung kamran kamu kana kanak kanal kanan kanda kang kann kanna kannada kano kans kansa kansan kansas kant kanta kantor kanya kanye kapa
kapal kapit kapital kapo kapoor kapp kapu kara karachi karam karaoke kardashian kare karel karen karena kari karim karimov karin karl
karlsruhe karlsson karma karna karnataka karne karo karol karolin karp kart karta karte kartel karu kasa kasama kash kashmir kasi kaspar
kaspersky kassa kassim kast kasu kata katakan katar katarina kate kateri katha katherine kati kato katon katra katrin kaua kauf kaun kaunas
kaut kava kaveri kavita kawa kawai kawan kawasaki kaya kayak kayo kaza kazan kazi kcal kedah kedd keel keele keep keeping keho kein keine
keith kelantan kele keli kelis kell kelle keller kellett kello kelly kelt kemal kemi kemp kena kend kene keng keni kenn kenne kennedy kennen
kenneth kent kentucky kenya kenyatta kept kera kerala keren kering kerk kern kerran kerry kerst kese keto kett ketu keur kevin keyboard
keyword khai khair khal khalid khalifa khan khas khmer khush kiam kick kickstarter kidnap kids kiel kier kies kiev kijiji kila kilimanjaro
kill killar killed kilo kilogram kilometer kilometre kilpa kimi kina kind kinder kindergarten kinders kindle kine king kingdom kings kinh
kini kinne kino kion kiosk kira kiri kirin kirish kirk kirke kisha kishi kishore kisi kiss kissa kiswahili kita kitab kitchen kite kiti
kitty kiva kiya klan klang klar klara klas klass klaus klav klein kleine kleiner klem klik klim klin klinik klink klip klub knap knapp knew
knight kniv knock know knowing knowledge known knows knut koble koch kock kodi kodo koha kohe kohl koira koja koji kojima koke koko koku
kola kole kolkata koll kolla kolm kolo koma kombi komen kommen kommer komor komp kompa kona kone kong kongo koning kono konrad konse konst
konstant konstantin konta kontakt kontrol kook kool koop koos kopi koppel kora kord korda kore korea korean koren kori koro koron korra kors
kort korte kosmos kosovar kosovo kossuth kost kosta koster kota kotak koto kova kozm krab kraft krakow kram kran kras krat krav krebs kreis
krem kreml krep kres kreu krieg krim kring kris krishna krist krista kristal kristall kristen kristi kristian kristin kristo krit kriti
kritik krog kron kroner kronor krop kross krug krypt krzysztof kuala kuba kubi kubo kuch kuda kudu kuka kuki kuku kula kultur kuma kumar
kumi kuna kund kunda kunder kung kuni kunst kunt kura kurd kurdistan kuri kurs kurt kuru kurum kurus kurz kush kust kuti kuwa kuya kwanza
kweli kwiat kyla kyoto laat laba laban label labels labi labo labor laboratoire laborator laboratori labore labour labs labu labur lack
lacus lade laden ladies lado lady ladyboy laga lage lager lagi lago lagt lagu lagun lahat lahir lahore lahti laika lain laisse lait lake
laki lako lakshmi lalo lalu lama laman lamb lamba lambert lamborghini lamenta lamentable laminat lamp lana lance lancer lancia land lande
landen landes landi landing lando lands landscape lang langa lange langer langkawi langs langt language langue lank lanka lanzar laps lapse
lapsed laptop lara larg large larger largest largo larry lars larsen larsson lasa laser lassen last lata late laten later lateral latest
latin latina latino latte latvia lauda laugh launch laundry laura laureat lauren laurent lauri lausa laut lava lavar lave laver lavoro
lavrov lawan lawr lawrence laws lawyer layer layout lazar lazio lead leader leaders leadership leading league lean learn learned learning
least leat leath leave leaving lebanon lebar leben lebo lector lecture leda leder leer lees left lega legal legale legat legate legato lege
legend legenda leger legg legge legi legion legis legisla legislativ legit legitim legitima lego legume lehrer leia leicester leid leiden
leif leipzig leis leit leite leith leje lekin lemn lemon lena leng length lengua lenin lennart lenni lenovo lent lente lenti lento leon
leonard leonardo leopard leopold lepi lepo lern lesbian lese less lessons lesz leta lete leti leto letras lett letter lettere letters lettre
leuk leuke leur leurs leva levan levar leve level levels leven levens lever levere levering levert levi levo levy lewe lewis lexi lexus
leyla lgbt liam liber libera liberal liberi libero libertad liberty libido libra library libre libri libro libros libya lice licenc licence
license licht lidi lidl lido liebe lieber lied lief liek lien liens lieu lieve life lifestyle lift liga lige ligge light ligne ligon lika
like likely liker lili lilla lille lillehammer lily lima limba limbi limburg lime limit limitation limited limon lina lincoln lind linda
lindo line linea linear lines ling lingua linguis linh lini link linkedin links linn linna linux lion lionel lipid lipo lips liquid lira
lire lisa lisboa lisbon lise list lista liste listed listen listening listo lita lite liter litera literally literar literat literatur
literatura literature lithuania litre litt littera little liturgi live lived liverpool lives livet living livre livres liya liye liza
ljubljana llama llan lloyd load loading loan lobby loca local locale locales locali located location loch lock loco locum lodge loft logg
logge logi logic login logistic logo loin lois loja loka loko lola loma lomba lombard lombok london long longa longe longer longitud longo
longue look looked looking looks loop lopez lord lore lorem loren lorenzo loro lors loss lost lots lotta lotte lotto lotus louboutin louis
louise louisiana lounge lourd lourdes lova love loved lovely lover lovit lower loyal luas lubi lublin luca lucas luce lucha luci lucia
lucian lucid luck lucky lucr lucra lucrez lucro lucu lucy ludi ludo ludovic ludwig luego luft lufthansa lugar lugo lugu luigi luis luiz luka
lukas luke luki lula lulu luma lume lumi lumia lumin lumina luminos lumpur luna lunar lunas lunch lund lundi lung lungi luns lupa lupo lust
lustig lustr luther luxe luxembourg luxemburg luxury lyft lymph lyon lyric lyrics lyser lytte maan maar maas maastricht maat maca macar
macedonia macera mach mache machen machi machine machines macho macht macro macron mada madagascar madde maddi made madeira madeleine madera
madh madhya madi madison madonna madras madre madri madrid madu madura maduro maestro mafi maga magad magazin magazine magda magdalena magen
maggio maggiore magi magia magic magie magister magistr magistrat magna magnesium magnet magnetic magni magnific magnifique magnitud magnus
magyar maha mahad mahal mahali mahathir mahendra mahi mahmud mahu maig mail main maine mains mainstream maintain maintenance maintenant maio
maior mais maison maja majd majest majeur maji majlis majo major majoriti majority maju maka makan makassar make maken makes makeup maki
makin making makita maks maksim makt maku mala maladie malagasy malah malam malang malas malaya malayalam malaysia malcolm male mali malign
malik malin mall malli mallorca malo malta malu malum malware mama maman mambo mame mami mamma mana manage managed management manager manana
manat manau manche manchester mand manda mandal mandar mandat mandato mandela mandi mando mandra mane mang manga mange manger mango
manhattan mani manifest manifestation manifesto manila manipul manipula manis mann manna manner manns mano manos mans manu manual manuel
manufa manufacture manufacturing manus many mapa maps mapu mara marad marah marathi marathon marc marca marcel marcell marcelo march marcha
marchand marche marchio marcia marcin marco marcos marcus mardi mare marek marg margar margaret margarin margarita marge margin marginal
margine mari maria mariage marian marianne maribor marie marihuana marijuana marin marina marine marino mario maritim marius mark marka
marke marked marker market marketing marketplace marki marko markt markus marmara maro marque marques marr marriage married marrin marriott
mars marseille marshall mart marta marte martha marti martie martin martina marto marts martyr marvel marx mary marzo masa masak masala
masaya masculin mase mash masha masih masjid mask maso mass massa massachusetts massage masse masser massi massimo massive mast master
mastercard masti masturb masturba masu masuk mata matar match matchmaking mate mater materi materia material materiali materials materie
matern math mathe mathias mati matin mato matri matrimoni matrix mats matt matteo matter matth matthew matthias matti mattis matu matur
mature maty maulana mauri maurice mauro mawr maxi maxim maxima maximal maxime maximum maximus maya maybe mayo mayor mayores maza mazda mazu
meal mean meaning means meant mear measure mechan mechanic mechanism mecklenburg medal medali medan medel medi media medic medica medical
medication medici medicina medicinal medicine medico medie medieval medio medita meditation mediterrane medium medvedev meena meer mees meet
meeting mega megad megapixel meghan megy mehdi mehmet mehr meilleur mein meine meio meister mejor mela melaka melan melayu melbourne meld
melde melding mele melhor meli melissa melk mell mello mellor melo melodi melon member members membership membran meme memor memorandum
memori memoria memorial memorie memory mena menace menar mend menda mende mendi mendon mendoza mene meng menge meni mening menino menn meno
menor menos mens mensch mense menstrua mental mente menti mention mentioned mentor menu mera merah merc mercado mercat mercato merce
mercedes merci mercur merdeka mere merge meri meridional merit merito meriv merk merkel mero meron merr merret mert mesa mesos mess messa
message messages messe messenger messi mest mester mesti mestre meta metabol metabolism metai metal metall metalli metas meteor meteorologi
meter method methods metr metra metre metres metri metro metropol metropolitan metros mette metu meus mexi mexican mexicana mexicano mexico
meydan meyer mezzo miami mian mica mich michael michal michel michelangelo michelin michelle michigan mick mickey micro microsoft mida
middel midden middle miel miele mier mies might migra migrant migration miguel mihi mika mikael mike mikel mikkel mikko miko mila milan
milano mild mile miles milf mili milieu milik milion milit militaire militant militar militare militari military milk mill mille millenni
millennium miller millet milli million millions milo mimi mimo mina minas mind minden minder mindfulness mine minecraft minera mineral ming
minh minha mini miniatur minibar minic minim minima minimal minimalis minimalist minimi minimum minister ministeri ministr ministra ministri
ministry minn minna minne minnesota minni minor minori minsk minst mint minu minum minus minute minutes minuti minutos mira miracle mirada
miranda mire miriam mirin miro miroslav mirror mirza mise miser misericordia misma mismo miss missa missed missing mission mississippi
missouri mistake mister mitchell mito mitsubishi mitt mitte mitten mlade moat mobi mobil mobile mobili mobiliza moda modal modd mode model
modell modeller modelo models modem moden moder moderat moderator modern moderna moderne moderni modest modi modifi modifica modification
modifier modo modu modul module modulo modus moes moet mogen mogu mohamad mohamed mohammad mohammed mohan mohd mohl moins mois moja moji
moka mold molde moldova mole molecular molest molesta moli molin moll mollis molt molto momba moment momento moments moms mona monaco monar
monarch moncler mond monda monday monde mondial mondiale mondo monet monetar money mong mongol mongolia moni monica monika monitor
monitoring monkey mono monopol monopoli monoton monroe monsieur monster mont monta montag montage montagna montagne montana monte montenegro
monter montes montessori month monthly months monto montpellier montre montreal montserrat monument monumental mood mooi moon moore mora
moral morale morali morav morbi mord morda more morgan morgen mori morning moro morris mort mortal morte mortem morten mortgage morti mortis
morto mosaic moscow moses moskva most mostly mota mote motel mother motif motion motiv motiva motivat motivation motive moto motor motorola
motorsport mots motta motto mount mountain mourinho mouse mousse mouth mouvement move moved movement mover movie movies movimento movimiento
moving moyen moyo mozart mozilla mozzarella mraz mubarak much mucha muchas mucho muchos muda mudd muerte muerto muffin mufti muga muha
muhammad muhammed muito mujer mujeres mujh mujhe muka mukh mukherjee mula mulher muli mulla mulle muller mult multi multimedia multiplayer
multiple multipli multiplica multitud mumbai mums muna munch mund mundi mundial mundo mundu mung muni munich municipal municipio munt mura
murad mural murat murder mure muri muro murphy murray musa muscle muscular muse museo museu museum mush musi music musica musical musicale
musik musique musk muslim muss mussolini must musta mustafa musu muta mutat mutation muth mutter mutu mutual muzik myanmar myself mysql
mysterie mystery myth naam naar naba nabi nabo nach nacht nacional nada nadal nadie nadu nafta naga nagar nagra nagu nagy naha nahas nahi
naik nail nairobi nais naiv najib naka nama naman namaz namba name namen names nami namin naming namo nancy nang nano nanti napa napi
napoleon napoli narayan narcis narendra narra naru naruto nasa nasi nasional nasir nata natal natale natalia nathan nation national
nationale nations nato natt natur natura natural naturale naturali nature naturel naturelle natus nauk nauti nava navarra navarro nave navig
naviga navigation nawaz nazar nazi nazionale nazir nchi nder near nearly neat nebo neces necessari necessarily necessary necessitat nede
nederland need needed needs neem neer nefa neft nega negara negat negativ negative negeri negle negli nego negra negre negro negu neighbor
neighborhood neil nein neko nell nella nelle nello nelson nema nemo nemt nena nenu neod neoliberal nepa nepal nepali nepo neptun nera nere
nero nerv nervos nese nessa nest nesta neste nesto netanyahu netflix netherlands nett netti netto network networking neue neuen neuer neues
neuf neuro neurologi neuron neutral neutraliz neutro neve never nevi nevis newcastle news newsletter newspaper newton next nexus neymar ngan
ngayon nghi nguy nguyen niall nicaragua nice nich nicholas nicht nichts nick nico nicola nicolae nicolas nicole niels nielsen niente niet
nietzsche nieuwe niger nigeria night nihil nijmegen nika nikah nike niko nikola nikon nila nils nilsson nima nime nimi nina ning ninh nini
ninja nintendo nipples nisi nismo nissan niti nito niya nobel nobili nobis noch noche noci nocturn noel nogal noho noir noite nokia nola
noma nombre nome nomen nomi nomina nominal nomine nood noon noor nora norbert nord norden nordic nordisk norge nori norm norma normal
normale norman normandi normativ norme norr nors norsk norske norte north northern norton norway norwegian noso nosotros nossa nostalgi
nostra nostri nostro nostrum nota notable notar notari notas note notebook notes nothing notice noticed noticias notification noto notre
notte nous nouveau nouveaux nouvel nouvelle nouvelles nova novas nove novel novela novell novem november novembre novgorod novi novice novo
novos novosti novu nowa nowe nowy nuclear nucleo nude nudi nuestra nuestro nueva nuevo nuit null nulla numa number numbers numer numera
numeri numero numerous nuna nunc nunca nung nuova nuovo nurse nutri nutrition nvidia nyere nyerere nyeri nyheter nylon obama ober obes
object objective objets oblak oblast obli oblig obliga obligat obra obras obro obscur obsequi observ observa observation observe observer
obses obsolet obst obtain obvi obvious obviously occasion occasione occident occidental occupa occur ocean octa octavia octo october oddi
odds oder odio odisha ofer offen offensiv offer offered offering offers office officer officia official officiel officina officio offline
offshore oficial oficina ofte often oggi ogled ohio ohne ojos okay okaz oklahoma oktober okuma oladi olaj olan olav olay older oldi oldu
oled oleh oleks olen olga olha olim olin olive oliveira oliver olivia olivier olla olli olsen olymp olympia olympic oman omar omega omegle
omen omnes omni omnia omnibus omnis omnium once onda onde onder ondo ones ongoing online only ontario onze opel open opened opening oper
opera operate operating operation operativ operator opere opin opinion opinions oppe opportun opportunities opportunity opposite opposition
optim optimal optimism optimist optimiza option options opus oracle oral oran orang orange oras oraz orbit orchestr orchestra orci ordain
orde orden order ordin ordina ordinari ordine ordon ordre oregon organ organi organic organis organisation organisations organise organiser
organism organiz organiza organizat organization orgasm orhan orient orienta oriental oriente orig origen origin origina original origine
orion orku orlando orleans ornament orta orto osam osasun oscar osim oskar oslo osman osserva osteo osto ostrov otak otel other others
otherwise otok otra otro otros otse otte otto oude ourselves outcome outdoor outfit outlet outlook output outra outro outros outside
outstanding ovat oven over overal overall owen owner owners oxford oxid oxygen paar pablo pace pach paci pacific pack package packaging paco
pada padang padi padre padres padu paga pagas page pages pagi pagina pago pahang paid pain paine paint painting pair pais paix pake paki
pakistan pakka pala palabras palace palacio palata palau palazzo pale palermo palestin palet pali paling palla palli palm palma palo palp
palu pama pampa pana panama panas panasonic pancake pand panda pande pane panel pang panga pani panik panjang panna panne pano panorama
panorami panta pantai panto paolo papa papel paper papier papil papp pappa paprika papu papua para paradigm paradigma paradis paradise
paradox paragraph paraguay parallel parameter parang parasites parasito parc parce parcel parco pardon pare paredes parent parents pares
parfait parfum parha pari paris parisien park parka parker parking parkinson parla parle parlement parler parliament parmi paro parodi
parole parque part parte parter partes parti particip participa participant participants participat participation particular particularly
partido partie parties partir partita partizan partner partners partnership parto parts party parve pasa pasar pascal pascual paseo pashto
pasi pasir paso pasqua pass passa passage passant passat passe passed passen passer passi passion passiv passo passos password past pasta
paste pastel pasti pastor pastoral pastra pata patch pate patel patent pater path pati patience patient patients patin patio pato patra
patre patri patria patricia patrick patrik patrimonial patriot patro patrol patron pats pattern paul paula pauli paulista paulo paulus
pauper paus pausa pause pavar pavel pavi pavlov payer paying payment paypal pays peace peak peaks peal peale pearl peau peculiar pecunia
peda pedagog pedagogi pedal pede pedersen pedi pediatr pediatri pedig pedro peeling pegasus peinture pekin peking pekka pela pele peli pell
pelle pelo pelos pels pema pemb pemba pembe pena penal penalty pence pend pendant pendent pene penetra peng penge pengu penis peniten penn
pennsylvania pens pensa pense pensi pensiero pension pent pentagon pentru penu people pepe pepper perak perc percent percentage percep
percussi perdi perdido perdita perdu pere pereira perfect perfecta perfection perfectly perfecto perfor perform performa performance
performant perfume perhaps peri period periodic periodo permalink permane permanent permanente permet permis permission permit pernambuco
pero perpetua perry perse persecut persevera persi persist perso person persona personal personali personaliza personally personas personel
personne personnel perspective persuasi pertinent perturba peru perus pervers pesa pesar pesca pesce pese peso pesos pessoa pest pesta peste
peta peter petersburg peti petit petite petites petits petr petra petri petro petrol petrov petrus petter peugeot peuple peut phan phantom
phar pharma pharmacie pharmacy phase phen phil philadelphia philip philipp philippe philippine philippines philips phillip philosophi phir
phoenix phone phong photo photograph photos photoshop phrase phuket physic physical physician physio physique piac pian pianist piano piazza
picasso piccoli piccolo picha pick picked pics picture pictures piec piece pieces pied piedra pieds piel pien piena pier piercing pierre
pies piet pieter pietro pige pigment pika pike pila pilar pilates pile pili pilipinas pilk pill pilot pilota pils pimp pina pince pine ping
pink pinna pino pinoy pinta pinterest pintura pion pioneer piotr pipe piper pipi pique pira piramid pirat pire pisa pisan piscina piscine
pismo piso pista piste pistol pita pitch piti pitkin pitt pittsburgh pivo pixel pizza pizze plac placa place placed placer places plag plage
plaid plain plaisir plan plana plane planer planes planet planeta planned planning plano plans plant planta plante planter plantes plaque
plas plasma plast plastic plastique plat plata plate plates platform platin platinum plato platon plats platz plau play playa playboy played
player players playing playlist playoff playstation plaza pleasant please pleased pleasure plec plein plek plen plena plenty plenum ples
plin plod plot plug plugin plumb plural pluri plus pneu pobl pobre poca poche pocket poco podcast pode podemos poder podia podium poem poet
poetry pogo point points pois poisson pokemon poker pola poland polar pole polen poli polic police polici policia policies policy polis
polit politi politic politica political politici politico politie politik politique politiques poll pollution polo polos polska poly
polyester pomer pommes pomo pomp pompa pompei pompeo ponder pone pong poni pont ponta ponte ponti ponto pool poole poor popcorn popis popo
popolo popul popula populaire popular population populi populist populo populus pored porn porno pornstar poros porque porsche port porta
portable portal portale portas porte porter portes portfolio portion portland porto portu portugal portuguesa posa pose posed poser poses
posi posible position positiv positive posse possess possession possesso possi possibili possibility possible possibly post posta postal
poste posted poster posterior posti posting posto posts postul postura pote potem potenc potenti potentia potential potenza poti potom pots
potsdam potter pounds pour pourquoi pousse pouvoir pove poverty powder power powered powerful pozna prac practic practica practical practice
prad pradesh prae praec prag pragmat prague praha praia prakash pran pras prasa prasad prat prata pratique prato prav pravda prave pravi
praw praxis prayer prea prec precari precau preced precedent precio precipit precis precise preco precum pred predict predomina prefer
preference prefix pregnancy pregnant prego preguntas prej prejudici prek preliminar prem prema prematur premi premier premiers premio premis
premium pren prender prensa preoccupa prep prepar prepara preparat preparation prepare prepared prepo pres presa presbyter prese presence
present presenta presentation presente preserva presi presiden president presidente presidenti presidi presque press presse pressure prest
presta presti prestigio presto presu pret pretend pretende preto pretoria pretty prev prevale prevent preventiv previa previous previously
prez prezi pria price prices pride prie prim prima primari primary primavera prime primer primera primero primi primitiv primo primordial
primul primum primus prin prince princess princip principal principali principe principes principi prins print printemps printer prior
priori priorit pris prise prison prit priti prius priv privacy privat private privati privatiz prive privi privileg privilege privilegi prix
prob proba probabil probable probably problem problema problematic probleme problems proc procedur procedura procedure proceed proces
process processo proclama procura procure prodi produ produc produce produced producer product production products prof profes profesional
profession professional professionals professor proff profi profil profile profiler profit profite profund prog progesteron prognos program
programa programm programma programme programmer programmi programs progres progress progression progressiv progressive prohibi proje
project projecte projects projekt projet prol proletar prolifera prolong prom promenad promet prominent promis promise promo promote
promotion prompt promulga prona prono pronto pronuncia prop propag propaga propagand propaganda prope proper properly properties property
prophet propi propo propon propone proportion propos proposal propose proposer proposition propra propria proprie proprietar proprio pros
prosa prose prospect prosper prost prostat prostitu protagonist prote protect protected protection protector proteg protein protest protesta
protestant protesto proti proto protocol prototyp prou proud prov prova prove proved proven provence proverb provi provide provided
provident provider provides providing province provincia provincial provis provision provisional provo provoca provok proxima proximi
proyecto prud prudent pryd psalm pseudo psoriasis psych psychiatr psycho psycholog puber publi public publica publication publicist publique
publish published publisher publishing pudo pueblo puede puedo puente puerta puerto puff puig puissance puissant puja pujar puke pula pulau
puli pulis pull pulled pulmonar puls pulsa pulver puma pump puna punct pune punjab punjabi punk puno punt punta punto punts pupil pupper
puppy pura purchase pure puro purpose purpur pursue pusat puse push puso pussy pust puta putih putin puto putra putrajaya putri putting puur
puzzle pyaar pyar pyramid python qadri qala qara qatar quad quadra quadri quadro quae qual qualcomm quali qualification qualified qualitativ
quality quam quan quand quando quang quant quanti quantitat quanto quantum quart quarter quartier quarto quas quasi quatre quatro quattro
quatuor quay queda queen quel quelle quelques quem quen quer quero quest questa questi question questions questo quia quick quickly quid
quien quieres quiero quiet quin quint quinta quinto quinze quis quite quiz quod quoi quoque quorum quota quote quotidian quran raad raba
rabat rabb rabbi rabi rabo race rachel racing racist raconte rada radar rade radeon radi radiator radical radio radno rado radova radu rady
rafa rafael raff rafi rafiki rafin raga ragnar ragu raha rahat rahe rahi rahim rahman rahmat rahu rahul raid rail rain rainbow rais raise
raised raison raja rajasthan rajin rajo rajon rajoy raka rakh rakyat ralli rally ralph rama ramach ramadan raman ramas ramen rami ramme
rammer ramon ramos ramp rana rand random rang range ranger rangers rango rani rank ranking rann raphael rapi rapid rapide rappel rapport
rara rare raro rasa rash rashid rask rasmus rasmussen rasp raspberry rast rasul rata rate rates rath rather ratifica rating ratio rational
ratione rato ratu raun raus raven ravi raya raymond rayon raza razak razie reach reached react reaction read reader readers reading ready
reag reais real reale reali realist reality realiz realiza realize realized really reason reasonable reasons rebecca rebel rebell rebre
rebus rebut reca recall recap rece receive received receiving recens recent recently recep recept recepta reception receptor recess
recherche recht reci recipe recipient reciproc recita reclama reco recog recognition recognize recolle recommend recommended recon
reconcilia reconnaissance reconstru record recording records recours recover recovery recrea recruit recruitment recta rectifica rector recu
recueil recupera recurs recusa reda redact redd redde reddit reddy rede redistribu redmi redo redu reduc reduce reeds reeks reel refer
refere referenc reference referendum referent reflect reflekt reflex reflexion reform reforma refr refresh refrigera refu refuge refugi
refund refus refuse regal regard regarding regardless regat regen regenera reggae regi regime regina regio region regional regis register
registered registr registra registrar registrat registration registri regn regna regno regnum regres regret regroupe regul regula regular
regularly regulations regulator rehabilita reich reik reiki rein reis reise reiser reitera reja rela relat related relation relations
relationship relationships relativ relative relativi relax rele release released relevan relevant reli reliable relief religi religio
religion religious reliqua remain reme remedio remember remind remis remit remix remo remodel remote remove removed remunera rena
renaissance renal renato renault rencontre rend renda rende rendel render rendere rendez rendi rendu rene reng renk renova rent rental rente
renuncia reorganiza repair repar repara reparation repas repe repeat repent repente reper repeti replace repli replica replied reply repo
report reportage reported reporter reports repos repres represent representa representativ reprise repro reprodu reproduc repubblica
republic republica republican republik republika reputa reputation request requi require required requirements requires requiri requisit
rerum resa rescue rese research reserv reserva reserve reserved reset reside residen residence resident residenti residents residu resign
resist reso resol resolu resolution resolve resolver resolvi resor resort resource resources resp respect respecter respective respira
respirator respon respond responde respondent responder respons responsabili response responsibility responsible responsive ressources rest
resta restaur restaura restaurant restaurante restaurants reste restitu resto restrict restriction result resulta results resum resume reta
retail retard rete reten reti retin retire reto retour retra retrieve retro rett return returned reuni reus reuse reuters reve reveal revela
reven revenue rever revi review reviewed reviews revision revista revitaliza revoca revoir revol revolution revue reward rewards reyes reyn
reyna rezon rfid rhein rhod riad riba ribe ribeiro ribera ribo rica ricardo ricca ricci ricco rice rich richard riche richmond richter rick
rico ride rider ridic ridiculous rien rifle riga right rights rigid rigor rihanna rijk rika rike rind ring ringgit ringtone rink rinna rinne
ripa ripo ripp risa risc risk riski riso risque ristorante rita rito ritual rival rive river rivero rivi rivier riviera rivista riya road
robb robe robert roberto roberts robi robin robinson robo robot robu robust roche rock roda rodas rode rodi rodin rodo rodrigo rodrigues
rodriguez roga roger rohan rohingya roja rojava roku roland role rolex rolf roll rolle roller rolling roma roman romana romance romani
romania romano romantic rome romeo romero romp romper ronald ronaldo rond ronde rong rood roof rook room rooms rooney roosevelt root ropa
roque rosa rosario rose rosen ross rossi rosso rost rosto rota rotary roth roti roto rotterdam rotund rouge rough roulette round route
router routine rover rower royal ruben rubi rubl ruby ruch rude rudolf rugby ruin ruiz rule rules rumah rumor rund rung runner running runs
runt rupa rupe rupiah rural rush ruski russ russe russell russia russian rust rustic ruta ruth rwanda ryan ryanair saab saad saada saam saan
saar saat saba sabah sabar sabato sabe saber sabi sabia sabo sabon sabor sabri sach sache sacra sacri sacrifice sacrifici sada sadar saddam
sade sadiq safar safari safe safety saga sagar sagen saha sahara sahi sahib sahil said sail sain sains saint sair saira sais saison sait
saja saka sake saker sakin sako saks sakta sakte sala salaam salah salam salat sale sales sali salida salih saling salle salman salmon salo
salom salomon salon salsa salt salto salud salut salute salva salvador salve salvo salzburg sama saman samantha samar same samedi samhain
sami samir samma samo sampai sample samsung samu samuel sana sanat sanc sanchez sancta sancti sanction sanctorum sanctus sand sandal sanders
sandra sandwich sang sangat sange sangre sanguine sanit sanitar sanitari sanjay sank sankt sanna sano sans sant santa santander santiago
santo santos santu sapa saper sapi sapien sara sarah sarajevo saran sarana sarawak sare sarf sari sark sarkar sarkozy sarri sarta sasa sass
sata satan satellit satellite sath sati satis satisf satisfac satisfaction satisfied satria satt satte satu satur satura saturday saturn
satya sauber sauce saudi saul sauna sauvage sava save savi savo savoir sawa saya saying sayo says sayur scal scala scale scam scan scandal
scandinav scanner scapa scar scen scenario scene scha schade schaden schal schau sche schedule schema scheme schengen schenk scherm schi
schiff schl schle schleswig schloss schmidt schmuck schneider schnell scho schol scholar schon school schools schoon schreib schu schul
schumacher schutz schw schwa schwarz schwei schweiz schweizer schwer schwimm science scientia scientific scientifique scientist scio scolar
scop scopo scor score scot scotland scott scout scrap scratch screen screening screenshot screw scri script scriptura scrive scroll scrutin
sculpt scump scuola scut seal seama sean search searching season seattle seba sebastian sebe sebi second seconda seconde secondo seconds
secret secretar secretaria secretary secreto section sector secund secunda secundum secure securi security seda sedan sede sediment seeing
seeking seele seem seemed seems seen sefer segar segment segre segrega segue segui segunda segundo segura seguro sehr seif sein seine seinen
seiner seis seit seja seko sekolah seks sektor seku sela selamat selangor selatan selbst sele select selected selection self selfie selfs
selim sell sella selle selling selv selve semana semarang sembilan sembla semester semi semifinal seminar seminari semper sempre senat
senator senatu send senda sender sendi sending sendo sene senegal seng senhor seni senior senki sens sensation sense sensi sensibil sensible
sensitive sensor sensu sensual sent sente sentence senti sentiment sentimental sentral senza seoul separa separat separate sept septem
september sequenti sequestr sequi sera serb serbia seren serena serge sergey sergi sergio seri seria serial serie series serio serious
seriously serotonin serpent serra sert servant serve served server servi service services servicio servicios servit servo session sessions
sete setia sett sette setter setting setup seul seun seura seus seva seven sever several severe sevilla sexo sexta sexual sexy shab shadow
shafi shah shahar shahid shak shaka shake shakespeare shall sham shampoo shan shanghai shankar shape shaq shar share shared shari sharif
sharing sharma sharon sharp shart shaw sheet sheikh shell shemale shenzhen sher sherlock shida shield shift shiga shin shine ship shipping
shir shirin shit shiva shock shoes shoh shoot shooting shop shopping short shot should show showbiz showed shower showing shown showroom
shows shpi shri shtet shuffle shug shule shum siad sian siang sibi sich sicilia sick sida sidde side siden sider sido sieben siemens siempre
sien siento sier sierra siete sige sight siglo sigma sigmund sign signal signat signature signe signed signer signifi significa significant
significantly signo signore sigue sigur sila silang silence silenci silencio silent silicon silicone silk silla silma silva silver silvestr
silvi silvia simba simeon similar simile simili similitud simon simona simone simp simple simples simpli simplici simplific simply simpson
simul simula simultan sina sinal since sincer sind sine sinema sing singa singapore singer singh single singler singular sinh sinhala sini
sinn sinne sino sint sinu sinus sira siraj siri sisa sisi sist sista sistem sistema sister sisu sita site sites siti sitio sito sitt sitter
sitting situ situat situation situations situs siva sive siya size skal skan skar skat skel skelet sken skep sker sket skid skil skill
skille skills skin skip skirt skirting skit skok skol skool skri skru skuld skull skyn skype skyr slab slad slag slags slang slap slappe
slav slave slavi slavon sled sleep sleeping slep slid slide slightly slim slimming slip slippe slipper slit slobo slobod slog slogan slot
slots slova slovak slovakia sloven slovenia slovo slow slowly slut slutt smal small smaller smar smart smartphone smartphones smell smelte
smil smile smith smoking smooth smoothie smrt smug smut snack snap snapchat snapdragon snar snart sneaker sneakers sneh snel snelle snor
snow snowboard soare soba sobe sobib sobie sobre soccer soci social sociale sociales socialism socialist socials sociedad society socio
sociolog socker soco soda soek sofa sofi sofia soft software soha sohn soir soit soka soko sokol sola solar sold soldat soldi sole soleil
solemn solen soli solicit solicita solicitude solid solidari solito soll solo solomon sols solu solution solutions solve somali somalia
somaliland sombra some somebody somehow someone something sometimes somewhat somewhere sommer sommes somos sona sonder song songs sonic
sonne sonntag sono sonora sont sonu sony soon soos sophia sophie sopra sore sorg soros sorry sort sorta sorte sorter sortie sota sotto souci
souffle soul sound sounds soundtrack soup source sources sous south southampton southern souvenir souza sove sover soviet space spacer spad
spada spaghetti spain spal spam spambots span spania spanish spanning spar spare spark spart sparta spas spate spazio speak speaker speaking
spec speci special speciale speciali specialist specializat specie species specifi specific specifica specifically spectacle spectrum
specula speech speed spek spel spell spen spencer spend spending spent sper speranza sperm sperma spes spet spider spie spiegel spiel spil
spill spille spiller spin spinn spins spir spiral spirit spirito spiritu spiritual spital spitze splendid split spod spoiler spoke spol spon
sponsor spontane spor spore sport sportive sports spot spotify spra sprach sprang spraw spray spre spread spri spring sprint spro spun spur
spurt sputnik square squash squirt sram srebr srinivas staat stab stabil stabili stabilit stable stack stad staden stadi stadion stadium
stadt staff stage stagn stahl stai stair stake stal stala stale stali stalin stam stamm stamp stampa stan stand standa standard standart
standing stane stanford stanislav stanley stanna stanza stap star stara starbucks stare starfi stark stars start started starter starting
startup stat stata state statement staten states stati station statist statisti statistic statistik stato stats statu status statut stau
stav stavanger stave stay stea steam steaua sted steeds steel stefan stefano steg stein stel stella stelle stellen stellenbosch stelt stem
stemme sten stend step stephan stephen steps ster stereo stereotyp steril steriliz stern sterne steroid stets steve steven stewart stick
sticker stig stigma stil stile still stille stiller stilling stilte stim stimul stimula sting stip stipendi stipula stir stock stockholm
stod stok stol stole stolp stolt stoltenberg stolz stomach stone stood stop stoppa stopped stopper stor stora storage store storia storie
stories storm stort story stra strach strada straf strah straight strain stran strand strange strap strasbourg strat strategi strategic
strategie strategy strato strauss stre stream streaming street streit streng strength stress stretch stri stric strict strid strik strike
string strip striptease stro stroke strom stron strong strop stru structura structure structuri struggle struggling stryd stuart stuck stud
student studenten students studi studia studie studien studies studio studios study stuff stuk stul stunning stup stupid stutt stuttgart
styl style styling stylist stylu styr styre suara suas suave subaru subha subject sublim submarin submit submitted subordin subscr subscribe
subsequent subsidi substance substantial substitut substrat subter subtil subur succeed succes success successful succession successive
successo such suche sucre suda sudan sudar suddenly suerte suffer suffering suffi sugar suger suggest suggestion suggestions suicida suicide
suis suisse suit suitable suite suites suka sukar sukh suku sula sulaiman sulawesi sulke sull sulla sulle sultan suma sume summa summary
summer summit summo suna sunan sund sunda sunday sung sungai sunnah sunny sunshine sunt suoi suomi super superb superficial superior
superiore superman supermarket supp supplement suppli supplier supply support supporter suppose supposed supr supra suprem supreme supremo
sura surabaya surah surat sure surel suresh surf surface surge surgery surprise surprised surprising surreal surrounding survey survival
survive survivor surya susan susanne susceptible sushi susi suso suspect suspend suspens sustain sustainable susu sutra suzan suzuki sval
sven svensk svenska sverige svet sveta svobod swami swan swap swarovski swart sweat sweden swedish sweet swift swim swimming swing swinger
swingers swiss switch switzerland sydney syed syke sylv symbol symboli sympa symptom symptoms syna synchron synd syndicat syndrome synes
synonym synth syria system systematic systems szab szcze taal taba taberna tabi tabla table tableau tablet tablets tablo tabu tabul tabula
tack tada tadi tafsir taga tagalog tage tagged taglia tago tags taha tahan tahir taht tahu taip tais taiwan taka takana take taken takes
taki taking tako tala talaga tale talen talent tales tali taliban talk talking tall talla talle taller tallinn talo talon talu tama taman
tamang tamil tamin tamo tampa tampere tampon tamu tana tanah tand tanda tandem tane tang tanga tangan tanganyika tangu tani tanish tank
tankar tanke tanker tant tanta tante tanto tantra tanya tanz tanzania tapa tape tapi tapo tappa tara tard tarde tardi tare targ target tari
tarif tarik tariq tarka taron tarp tarragona tart tarta tarte tarz tash task taste tata tato tatt tattoo tatu taught taun taur tava tavo
taxa taxes taxi taylor tayo tayyip teach teacher teachers teaching team teams teaser teatro tech technic technical technik technique
techniques technische techno technolog technologie technologies technology tecnologia tedesco teel teen teenager tega tegel tego tegu teha
teheran tehran teil tela telangana tele telecom telefonic telegram telegraph telekom telemark telenor telenovel telephone teles telesa
televi televisi television tell telle telling tellus telo telugu tema teman temas teme temer temi temp tempel temper temperament temperatur
temperature tempi templ template temple tempo tempora temporal temporar tempore tempos temps tempus temu tena tend tenda tende tendenci
tender tendo tenebr tenen tener tenerife teng tenga tengah tengo tennessee tenni tennis tens tension tenta tentative tenu teodor teoria tera
tere teren teresa teri term terme termin termina terminal terminat termini terminologi terminu terms terra terrain terras terre terri
terrible territor territori territorial terror terrorist terry terse tertia tesco tesla tesoro test testa testament teste tester testi
testimoni testing testo testosteron tests teva texas text texte textil textu textura texture thai thailand thala tham than thang thanh thank
thankful thanks thanksgiving thao thar that thay theater theatr theatre their them thema theme themselves then theo theodor theorie theory
therapie therapy there therefore theresa thermo these thesis they thierry thing things think thinking third thiru this thom thomas thompson
thor thorough those though thought thoughts thousand thousands thre thread threat three thriller thrones through throughout throw thug
thunder thursday tiam tian tibb tiberi tibet tibi tibor ticket tickets tied tiempo tien tiene tienes tient tier tiere tierra tiers ties
tiffany tiga tiger tight tika tila till tillerson timbalan time timer times timid timme timo timore timp timur tina tinc tinder tine ting
tinh tini tink tinta tion tipi tipo tipp tips tira tirana tire tired tiri tiro tiru tisch tissu titan titanic titi title tito titre tits
titt titul titular tiver tivo tivoli tobias toca toda todas today todo todos toen toga together toho toilet toilette toki tokio toko tokyo
told toledo tolerant tolkien toll tolle toma tomar tomas tomasz tomat tomato tombol tome tommy tomorrow tomto tona tone toner tong tonga
toni tonight tonn tons tony took tool tools toon topic topo topp toque tore torino torn torna toro toronto torr torre torrent torres tort
torta tortor tortu tortur toshiba tosi tosin tota total totalitar totally totes toti toto tots tottenham touch touche tough toujours
toulouse tour tourism tourist tournament tous tout toute toutes tovar toward towards tower town toxin toyota trabajo trace track tract
tracta trad trade trader tradi trading tradition traditional traf traffic trafford trafic trag trage tragedi tragic trai trail trailer train
trainer training trait traja traject trak traktor tram trama tramp trampolin tran trang tranquil trans transaction transcend transf transfer
transform transforma transformation transit transition translation transmis transmission transmit transparent transplant transport
transporter transversal trap trapp tras trasfer traum trauma traumat trav travail travaux travel travers traves traz treasure treat treated
treatment tree tref trek trekke trem tren trend trendy tres trest treti tria trial trib tribu tribun tribunal tribut trick tried trigger
trigo trik trim trin trink trio trip triple trist triste triumph troca troch trodde trois troj troll trom trombo trompe tron trondheim trong
trop tropical troppo tros tross trots trotz trou trouble trov trovato truc truck trud true truk truly trump trung trunk trus trust truth
trying tsar tsarin tsunami tuam tuan tuba tube tubercul tudo tudor tuesday tule tuli tulis tulla tulle tulo tumblr tume tumi tumor tuna tune
tung tunis tunne tunnel tura turbin turbo turbulent turen turi turismo turk turkey turki turku turn turne turned turning turno turp tush
tutan tutela tutor tutorial tutte tutti tutto tuvo twee tweet twenty twice twilight twin twist twitter tych tyle type types typical
typically tyre uber ubisoft ubuntu udal uefa uganda ugari uhuru ukra ukrain ukraine ulama ulla ulrich ulterior ultima ultimate ultimo ultra
ultraviolet umar umat umma umno uncategorized unde under understand understanding understood unele unesco unexpected unfortunately unga ungu
unha unica unico unicode unido unidos uniform uniforme unilateral union unique unit unite united unity univers universal universe universi
universidad universitaire universitas universitat universiteit universiti university universo unless unlimited unna unos unser unsere unsur
unten unter untersuchung until untuk unum unusual uomo update updated updates upgrade upload upon uppsala urbain urban urbana urbanist
urbano urbe urdu urge urgent urin uruguay usada usage usar used useful user users using usman usta usted usual usually usul utama utan uten
util utili utiliza utilize utopi utrecht uttar uzbekistan vaca vacances vacation vaccin vacuum vada vader vaga vagin vagina vaginal vahid
vaid vain vais vala vald valde valdo vale valencia valent valentin valentine valentino valeri valet valgus vali valid valida vall valla
valle valley valmi valo valor valt valu valuable value values valvo vamos vampir vancouver vand vanessa vang vann vapor vara vare varga vari
varia variabil variable variant variation varie variety vario various varma vasar vasco vase vaso vast vatan vater vatican vatten vaya
vecchi vecchio veera vega vegan vegas vegeta vegetables vegetal vegetarian vegg vehement vehicle vehicles vehicula veit veld veli veliko
vella vello velo veloci velvet vend venda vende vender vendet vendor vene venera veneto venez venezia venezuela venga veni venis venn venner
vent venta ventana vente venter ventil ventila ventilation ventilator vento venture venu venue venus vera verano verb verba verbal verbo
verbum verdad verde verden verdi vere veren verge vergi veri verifica veril verk verlag verme vermi vero verona veronica veronika verra
verre vers versa versailles versatil verse versi version verso verste versus vert verte verti vertical very vesel vesi vesper vest vesti
vestig veta vete veteran veterinar veti veto vette vettel veux viagra viaje vian vibra vibrant vibrator vice vicente vicini victim victoire
victor victoria vida vidal vide video videoclip videos vidi viel vien viene vienna viens vier viera vies viet vietnam vieux view views
vigila vigne vigo vigor viii vijay vijayawada vika viki viking vikt viktor vila vile vill villa village villar ville vilnius vina vincent
vincenzo vinci vind vine vinh vini vino vintage vinyl viol viola violation violence violent violet viral virgin virginia viri virtu virtual
virus visa visage visas vise visi visibili visible vision visit visita visite visiting visitors viss vist vista vistas visto visual vita
vitae vital vitamin vite vitesse viti vitt vittoria vittorio vitu viva vivant vive viven vivi vivir vivo vivre viza vlad vlade vladi
vladimir vlas vlasov vliv vlog voca vocabula vocal voce voci voda vodafone vodou vogel voice voices voici voir voisin voit voiture voix
volant volatil vold vole volg voli volk volkswagen voll volle volo volt volta volte volum volume volunt voluntari volunteer volvo voor vore
vorm vote voter voto votre voucher vous voyage voyeur vrai vrij vuelta vuitton vulgar vulkan vulnerabil vulnerable vult waar wada waffen
wagen wagner wahl wahr wait waiting waka wake wako wala walang wald wale wales wali walk walked walker walki walking wall wallpaper walt
walter wana wand wanda wander wang wani wanita wann want wanted wants wanyama ware waren warga warm warner warrant warren warriors wars
warszawa warto washington wasn wasser wata watan watch watched watching water watson watt watu wave waxa wayne ways wazi waziri wealth
weapon wear wearing weather webb webcam webinar webmaster webshop website websites wedding wednesday week weekend weekly weeks weer wees
weet wegen weight weil wein weird weise weiss weit welcome weld welke well welle wellington wellness welt wenger wenn wens went werd werden
were werk werner wert west wester western westminster wett wetter what whatever whatsapp wheel when whenever where whether which while
whilst whisky whit white whole whom whose wick wide wider widget wieder wien wife wifi wijn wiki wikimedia wikipedia wild wilde wilhelm will
willem william williams willie willing wilson wilt wimbledon wimbo wind window windows wine winkel winner winst winston winter winx wird
wireless wisconsin wisdom wish wissen wist with withdraw within without witness witte wizard wohl wojciech wolf wolfgang woll wollen woman
women wonder wonderful wondering wong wood woon word worden wordpress words work worked workers working workout works workshop workshops
world worldwide worm worried worry worse worship worst wort worth would wouldn wrap wright wrinkles write writing written wrong wrote xavier
xbox xiao xiaomi xiii xinh xnxx xperia yaar yada yadav yadda yahay yahoo yaka yama yamaha yame yana yang yani yankin yara yard yeah year
years yellow yemen yeni yere yerevan yeri yesterday yeux yoga yoghurt yogurt yogyakarta yola yong yonke york yosh young your yourself youth
youtube ysgol yung yunus yuri yurt yusuf yuva yvonne zabal zach zadar zagreb zahar zahid zahn zahra zaidi zait zakir zale zama zaman
zanzibar zapa zapo zara zaragoza zato zealand zebra zeeland zehn zein zeit zeitschrift zeitung zela zelen zeman zemi zero zidane ziel zijn
zima zimbabwe zimmer zina zindagi zion zlata zlatan zombi zombie zona zonder zone zones zoom zoon zoran zucker zuckerberg zuma zvezd zwarte
zwei zwischen
`
    .trim()
    .split(/\s+/),
)
