/**
 * Common English words of five letters and more, as the starter articles and examples use them: what stands here is no
 * misspelling of another word.
 */
export const isEnglishWord = (word: string): boolean => WORDS.has(word)

const WORDS: ReadonlySet<string> = new Set(
  `
about above abroad abuse accept accepted accepting accepts access accident accidental accidentally account
accountant accounting accounts accurate across activate activated activation active activity actual actually actualy
added adding address addresses adjust adjustment admin admitted adore adress advance advertise advertised
advertising affected after afternoon afterwards again against agent agents agree agreed agreement ahead airbnb
aircon alcohol alert alerts alipay allergens allergic allergies allow allowed alone along already alter altered
although always amazing amend amount ancient angry anniversary anonymously another answer answered answering answers
anybody anymore anyone anything anywhere apart apartment apologise apparently appeal appear appears apple appliance
appliances application applied applies apply appointment appreciated approval approved approvers areas arent around
arrange arrival arrive arrived arrives arriving aside asked asking assemble assembling assembly assign assigned
assistant attached attaching attempt attempted attempts attitude august authentic authenticity authorisation
authorised automated automatic automatically autoship autumn availability available avoid awaiting backpack backs
baked balance ballpark banks banned banner barber barcode barely based basic basket batch batteries battery battle
because become before beforehand begging being believe belly belongings below benefit benefits better between bigger
billed billing birds birthday biscuits black blank blender block blocked blocks blood blurry board boards boat
bookcase booked booking books bookshelf boots border bored boston bother bottle bottles bottom bought bounced boxed
boxes boyfriend bracket brackets brain brainer branch brand bread break breakdown breaker breaks brightline bring
bringing brings broke broken brokn brought brown browser bucks budget buds build building built bulky bundle bureau
business button buttons buyers buying cabinet cable cables calendar called caller calling calls camera campaign
canada cancel cancelation canceled cancellation cancelled cancelling cancle cancled candle cannot carbs cardboard
cards cargo carried carrier carriers carry carrying carton cartons cases catch categories cattle centre certificate
chain chairs chance change changed changer changes changing channels characters charge charged charger chargers
charges charging charity charmer chart charter charts chase chatgpt cheap cheaper cheapest check checked checking
checkout checks cheers cheese cherries chess chest chicago chicken children chilli china chocolate choice choose
chooses chose chosen christmas claim claimed claims class clawed clear clearance cleared clearly click clicked clock
clocks close closed closes closure clothes coat codes coffee collapsed colleague colleagues collect collected
collecting collection color colour combination combine combined combining comes coming comment commercial commission
companies company compare compartment compatibility compatible compensate compensation complain complained complaint
complaints complete completed completely compressor concerned condition conditioner conditions confirm confirmation
confirmed connect connection connector consent consider consignment consumer contact contacted contacting contacts
contain container content continue contract contracts control conversation convert cooker corner corporate correct
costs cotton couch could couldn council count countdown counted counter counterfeit counting country counts coupon
coupons courier couriers court courtesy cover coverage covered covers coworker crabby crabs crack cracked crashing
crates cream created creator credentials credit credited crooked cross crown crushed crypto cunning cupboard curious
current curtains customer customers customs cutoff daily dallas damage damaged damagehours dashboard dated dates
daughter deadline deals dealt debit debited december decide decided decision declared declined deduct deducted
deductible deduction default defect defective delay delayed delete deleted delighted deliver delivered deliveries
delivering delivers delivery delivry deluxe demanded denied dented denver departed department depend depends deposit
deposits depot describe described description desks destination details detergent device devices diapers didnt
diferent differ difference different differs digit digits dimensions dinner direction directions directly disabled
disagree disappeared discard discontinued discount discounted discounts dishwasher disks dismissive dispatch
dispatched disperse dispose dispute dissapeared distance district divorce doctor documents doesn doesnt doing dollar
dollars donation doorbell doors doorstep double doubled download downstairs dozen drain drawer dream dress drill
drilling drink driven driver drivers drives driving dropped drops drove drver dumped duplicate durian during dying
earbud earlier earliest early earning earth eating eclectic edited editing effect eight either electric electrics
electronic eleven eligible elses elsewhere email emailed emails employee employer empty ended ending enough enquiry
enter entered entering entrance entry erase errand error escalate escalated estate estimate estimated evening event
every everyone everything everywhere evidence exact exactly example excel excellent except exception excess exchange
exchanged exchangedays exchanging excluded exist existing expect expected expedite expenses expensive expire expired
expires expiry explain explaining exploded export express extend extended extension extra extras facility failed
fails family fapiao faster fastest father fault faults faulty favourite feather feature fedex feedback fence
festival fetch fever fifteen fifth fifty fight figure figures filed filled filmed filter final finally finance
finding finish finished first fitter fitting fixed flagged flash flatmate flatten flavour flight flights floor
floors flowers folder folding follow followers follows foreign forever forget forgot forgotten formal formula
fortnight forty forward forwarded forwarder found fourteen fragrance frame franchise franchises fraud
freeshippingfrom freeze freezes freight frequency fresh freshhours friday fridge friend front froze frozen fruit
frustration fryer fully funds funeral furniture further garage genuine germany getting ghosted giftcard gifts given
gives giving glass glasses goats going goodbye goods google government grabs grandma grass great green greet
greeting greyed grill groceries grows growth guarantee guess guest guide hacked halfway hallway handbook handed
handing handle handled handles handling hands happened happening happens happy harass harassing hasnt haven havent
heading headphones heads health heard hearing heater heaviest heavy height hello helper helps hermes hidden higher
highest history holding holiday holidays homepage honest honestly honor hopeless hospital hotel hotline hours house
human hundred hunted hurry hurts husband ideally ideas identical identification identity ignores illness import
imported impressed inbox include included including incomplete incorrect increase individual individually
individuals information ingredient ingredients inside inspect inspection install installation installed installer
installment installmentmonths installments instalment instant instead insted instructions insufficient insulated
insulin insurance insurer intent intercept interest interested international internet interview intimate intolerant
introduction invalid investigate investigation invoice invoicehours invoices iphone ireland island issue issued
issuing items itself jacket jackets jeans joining keeping keeps kettle kettles keyboard kilometres kilos kindly
kitchen klarna knock known label labour lactose lagged lamps landed landlord lands lapsed laptop large larger later
latest latte lawyer leaked leaking leaks leather leave leaves leaving leeds legal legit length letter letters level
licence license licensed light lightning lights likely limit limited limits linked links lipstick liquid liquids
listed listing lists literally little lives loaded loading loads lobster local locally locate location locked locker
lockers logged logging login london longer longest looked looking looks loose lorry lovely lower loyalty lunch
machine mailed mailing maine mains makes making manage manager manual manually manufacturer march marked marketing
marketplace mastercard match matches matching matepad material matter mattress meaning meant meanwhile measured
measurements media medicine medium meeting meets melted member members membership merchant merge message messaged
messages method methods metre metres microwave midnight might miles minimum minus minute minutes misleading missed
missing misspelled mistake mistyped mixer mobile model models moderation moment monday money monitor monitors month
monthly months morning mother motor motorway mouldy mount mountain mounted mounting moved mover movers moving music
mustnt myself nasty nearby nearest nearly needed needs negative neighbor neighbour neighbours nervous network never
newsletter nickname night nightmare nights nobody nonsense normal normally north northern noted notes nothing notice
notices notifications notify november nowhere nullpointerexception number numbers october offer offered offers
office often older online opened opening opens option options optout oranges order ordered ordering orders oregon
original other others otherwise outcome outer outside overcharged overdue overloading overnight overseas owner
oysters package packaging packed packet packets packing packs pages paint painted pairs pallet pallets panel pants
paper paperwork paragraph parcel parcels parents parked parking partial partnership parts party passed passing
passport password passwords paste pasting patch patient pause pavement payday payement paying payment paymentmethods
paymentminutes payments payout paypal penalty pending people perfect perfume period perks permanently person
personal personalised phone phoned phones phoning photo photos piano picked picking picks pickup pickupholddays
pickups picture pictures piece pieces pipes pixel place placed places plain plane planned planning plans plant
plasterboard plastic plate plates platform platinum please plugged pocket pockets point points pointsrate
pointsvalidity police policy polyester popped porch porter position positive possible postage postcode posted pound
powder power praise prawns precedence prefer preferred pregnancy pregnant premium preorder preordered prepaid
prepared preparing presale present press pressed pressing pressure pretending pretty prevails price priced
priceprotectiondays prices pricing print printed printer printers priority privacy problem procedure process
processed processing product production professional profile program progress project promise promised promo
promotion promotions promptly proof proper protect protection provider provides province published purchase
purchased purchases purifier purpose pushed putting python qualification qualify quality qualitydays quantities
quantity question questions queue quick quicker quote quoted racket raised random range rates rather rating reach
reached reaches reaction reactivate reactivated reading reads ready realised really reason reasons rebook recall
receipt receipts receive received receives recent reception recieved recipe recipient recognised recommend
recommendation record recorded recording recordings records recover recovery recurring recycle recycling redeem
redemption redirect redirection reference refnd refresh refrigerate refund refundable refunddays refunded refunding
refundreviewhours refunds refuse refused refuses refusing regarding region register registered registering regular
reimburse reissue reissued reject rejected rejecting release released remainder remaining remember reminder remote
removal remove removed removing renew renewal renewed renewing reopen reorder repair repairdays repaired repairs
repeat replace replacement replica replied replies reply report reported reprinted request requested requesting
requests requirements requires reroute reschedule reseller resend resent reserve reserved reset responsibly
restaurant restock restocked restore restored restricted restrictions resubmit result retrun retry return returnable
returndays returned returning returnpickupwindow returns reverse review reviewing reviews reward rider ridiculous
right rights rings robot roommate rotten rotterdam rough roughly round route royal ruined ruining rules runner
running safari safety sales salmon samples sandwich saturday sauce saved saves saving saying scale scanned scared
schedule scheduled school scope scrapped scratch scratched scream screen screenshot screenshots screw screws seafood
sealed seams search searching season second seconds security seems select seller sellers selling sender sending
sends senior sense separate separately seperately serial seriously served service services session setting settings
settle settled seven several shampoo shape share shared sharing sharp sharper sheet sheets shelf shell shipby
shiphours shiping shipment shipped shipping shippingfee ships shirt shirts shoes shoot shopping shops shore short
shorts should shouldn shouted showed shower showing shown shows shrimp sight signal signature signed signing silence
silly silver similar simply since single sister sitting sixty sized sizes skirt sleep sleeping slide slots small
smaller smashed smell smells smile snacks snapped sneaker sneakier socks solid somebody someone something sometimes
somewhere sooner sorry sorted sound source south spare speak speakers special specialist specifications specs speed
spell spelled spend spending spent spinning spins split spoiled spread spring stack stacking staff stage stairs
stale stall stand standard standards standing stands stars start started starting starts state statement states
station statment status stays steak steam steel steps stick still stock stocking stone stood stopped stopping stops
storage store stores storm story stove straight stranger strawberries stream streamer street strict stroller strong
stuck student stuff subject submit submitted subscription subscriptions subsidy succeed successful successfully
suggest suggestion suggestions suitability suitcase suits summer sunday sundays supervisor suposed supplier supplies
supply support supported supposed supposedly surely surest survive suspended suspension suspicious swapped swears
sweater swing switch switched swore system systems table tables tablet taiwan taken takes taking tapped tapping
taste taxes taxpayer teach teacher teams tears technical technician telling tells temperature terms terrible terrier
tested texted texting texts thank thanks thats thawed their theirs themselves there theres these thick thing things
think thinking third thirty those though thought thousand three threshold threw through throw throwing thrown throws
thursday tibet ticket tiers tight tiles timed timeline times title toaster today toddler together tomorow tomorrow
tonight toothbrush toothpaste topic total totally touch touched toward towards towel towels trace track tracking
trade traded trading traffic train trained trainer trainers training trains trait transaction transactions transfer
transfers transit travel travelling treadmill treat treating trial tried trolley trouble truck truly trust trying
tuesday turned turning turns twelve twenty twice typed unauthorised unavailable unboxed uncollected under understand
units unknown unless unlikely unload unloading unloads unlocked unopened unpacking unpaid unsafe unshipped unsolved
unsubscribe unsuccessful until unused unusual unwell update updated updating upgraded upload uploaded uploads upset
upstairs urgent urgently usable useless username using usual usually usualy vacuum valid validfrom validity validto
valuable valuables value vanilla vanished variant vegan vehicle vendor verification verified verify verifying
version video videos village visit vlookup voice voided volume voucher vouchers waited waiting waitingfee
waitingfreeminutes waits wallet wanna wanted wants wardrobe warehouse warehouses warranty warrantymonths washer
washing wasnt waste wasted watch watches water wattage wearing weather website wechat wedding wednesday weekend
weekends weekly weeks weighs weight welcome weren whatever whats whatsapp wheel wheels whenever where wheres whether
which while white whoever whole wholesale whose widen window windows winter wishes wishlist withdraw withdrawn
within without wondering worked working works world worried worry worst worth would wrapped wrapping write writing
written wrong wrongly wrote xinjiang years yellow yesterday yours yourself youtube zhuanpiao zipper
`
    .trim()
    .split(/\s+/),
)
