/**
 * Made by dev/address-formats.ts from Google's address data (libaddressinput, CC-BY 4.0); do not edit. One line for a
 * country: code | required fields of S (region), Z (postal code), C (city) | example and pattern of its postal codes |
 * regions as code:name/other name. Countries without any of it need a city and nothing more.
 */
export const PLAIN_COUNTRIES =
  'AO AQ AW BF BI BJ BO BQ BS BV BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA GD GH GM GQ GY KI KM KP LC LY ML MR MS MW NU PA PS QA RW SB SC SL SR SS ST SX SY TD TF TG TK TL TO TT TV UG VU WS YE ZW'

export const ADDRESS_FORMATS = String.raw`
AC||ASCN 1ZZ ~ ASCN 1ZZ|
AD||AD100 ~ AD[1-7]0\d|
AE|S||AZ:ابو ظبي/abu dhabi;SH:الشارقة/sharjah;FU:الفجيرة/fujairah;UQ:ام القيوين/umm al quwain;DU:دبي/dubai;RK:راس الخيمة/ras al khaimah;AJ:عجمان/ajman
AF||1001 ~ \d{4}|
AG|-||
AI||2640 ~ (?:AI-)?2640|
AL||1001 ~ \d{4}|
AM||375010 ~ (?:37)?\d{4}|
AR||C1070AAM ~ ((?:[A-HJ-NP-Z])?\d{4})([A-Z]{3})?|
AS|SZC|96799 ~ (96799)(?:[ \-](\d{4}))?|
AT|ZC|1010 ~ \d{4}|
AU|SZC|2060 ~ \d{4}|ACT:australian capital;JBT:jervis bay;NSW:new south wales;NT:northern;QLD:queensland;SA:south australia;TAS:tasmania;VIC:victoria;WA:western australia
AX|ZC|22150 ~ 22\d{3}|
AZ||1000 ~ \d{4}|
BA||71000 ~ \d{5}|
BB||BB23026 ~ BB\d{5}|
BD||1340 ~ \d{4}|
BE|ZC|4000 ~ \d{4}|
BG||1000 ~ \d{4}|
BH||317 ~ (?:^|\b)(?:1[0-2]|[1-9])\d{2}(?:$|\b)|
BL|ZC|97100 ~ 9[78][01]\d{2}|
BM||FL 07 ~ [A-Z]{2} ?[A-Z0-9]{2}|
BN||BT2328 ~ [A-Z]{2} ?\d{4}|
BR|SZC|40301-110 ~ \d{5}-?\d{3}|AC:acre;AL:alagoas;AP:amapa;AM:amazonas;BA:bahia;CE:ceara;DF:distrito federal;ES:espirito santo;GO:goias;MA:maranhao;MT:mato grosso;MS:mato grosso sul;MG:minas gerais;PA:para;PB:paraiba;PR:parana;PE:pernambuco;PI:piaui;RJ:rio de janeiro;RN:rio grande norte;RS:rio grande sul;RO:rondonia;RR:roraima;SC:santa catarina;SP:sao paulo;SE:sergipe;TO:tocantins
BT||11001 ~ \d{5}|
BY||223016 ~ \d{6}|
CA|SZC|H3Z 2Y7 ~ [ABCEGHJKLMNPRSTVXY]\d[ABCEGHJ-NPRSTV-Z] ?\d[ABCEGHJ-NPRSTV-Z]\d|AB:alberta;BC:british columbia/colombie britannique;MB:manitoba;NB:new brunswick/nouveau brunswick;NL:newfoundland labrador/terre neuve et labrador/newfoundland;NT:northwest territories/territoires du nord ouest;NS:nova scotia/nouvelle ecosse;NU:nunavut;ON:ontario;PE:prince edward island/ile du prince edouard/pei;QC:quebec;SK:saskatchewan;YT:yukon
CC||6799 ~ 6799|
CH|ZC|2544 ~ \d{4}|
CL||8340457 ~ \d{7}|
CN|SZC|266033 ~ \d{6}|34:安徽/anhui;92:澳门/macau/macao;11:北京/beijing;50:重庆/chongqing;35:福建/fujian;62:甘肃/gansu;44:广东/guangdong;45:广西/guangxi;52:贵州/guizhou;46:海南/hainan;13:河北/hebei;41:河南/henan;23:黑龙江/heilongjiang;42:湖北/hubei;43:湖南/hunan;22:吉林/jilin;32:江苏/jiangsu;36:江西/jiangxi;21:辽宁/liaoning;15:内蒙古/neimenggu/inner mongolia;64:宁夏/ningxia;63:青海/qinghai;37:山东/shandong;14:山西/shanxi;61:陕西/shaanxi;31:上海/shanghai;51:四川/sichuan;71:台湾/taiwan;12:天津/tianjin;54:西藏/xizang/tibet;91:香港/hong kong;65:新疆/xinjiang;53:云南/yunnan;33:浙江/zhejiang
CO|S|111221 ~ \d{6}|AMA:amazonas;ANT:antioquia;ARA:arauca;ATL:atlantico;DC:bogota;BOL:bolivar;BOY:boyaca;CAL:caldas;CAQ:caqueta;CAS:casanare;CAU:cauca;CES:cesar;CHO:choco;COR:cordoba;CUN:cundinamarca;GUA:guainia;GUV:guaviare;HUI:huila;LAG:la guajira;MAG:magdalena;MET:meta;NAR:narino;NSA:norte de santander;PUT:putumayo;QUI:quindio;RIS:risaralda;SAP:san andres y providencia;SAN:santander;SUC:sucre;TOL:tolima;VAC:valle del cauca;VAU:vaupes;VID:vichada
CR|SC|1000 ~ \d{4,5}|\d{3}-\d{4}|
CU||10700 ~ \d{5}|
CV||7600 ~ \d{4}|
CX||6798 ~ 6798|
CY||2008 ~ \d{4}|
CZ|ZC|100 00 ~ \d{3} ?\d{2}|
DE|ZC|26133 ~ \d{5}|
DK|ZC|8660 ~ \d{4}|
DO||11903 ~ \d{5}|
DZ||40304 ~ \d{5}|
EC||090105 ~ \d{6}|
EE|ZC|69501 ~ \d{5}|
EG||12411 ~ \d{5}|
EH||70000 ~ \d{5}|
ES|SZC|28039 ~ \d{5}|VI:alava/araba;AB:albacete;A:alicante/alacant;AL:almeria;O:asturias;AV:avila;BA:badajoz/badaxoz;B:barcelona;BU:burgos;CC:caceres;CA:cadiz/cadis;S:cantabria;CS:castellon/castello;CE:ceuta;CR:ciudad real/cidade real;CO:cordoba/kordoba;CU:cuenca;GI:girona/xirona/gerona;GR:granada;GU:guadalajara;SS:guipuzcoa/guipuscoa/gipuzkoa;H:huelva;HU:huesca;PM:islas baleares/illes balears/illas baleares/balearic/baleares;J:jaen/xaen;C:la coruna/la corunya/a coruna/coruna;LO:la rioja;GC:las palmas/as palmas;LE:leon;L:lerida/lleida;LU:lugo;M:madrid;MA:malaga;ML:melilla;MU:murcia/murtzia;NA:navarra/nafarroa/navarre;OR:ourense/orense;P:palencia/palentzia;PO:pontevedra;SA:salamanca;TF:santa cruz de tenerife/santa cruz tenerifekoa;SG:segovia;SE:sevilla/seville;SO:soria;T:tarragona;TE:teruel;TO:toledo;V:valencia/valentzia;VA:valladolid;BI:vizcaya/bizkaia/biscaia/biscay;ZA:zamora;Z:zaragoza/saragossa
ET||1000 ~ \d{4}|
FI|ZC|00550 ~ \d{5}|
FK|ZC|FIQQ 1ZZ ~ FIQQ 1ZZ|
FM|SZC|96941 ~ (9694[1-4])(?:[ \-](\d{4}))?|
FO||100 ~ \d{3}|
FR|ZC|33380 ~ \d{2} ?\d{3}|
GB|ZC|EC1Y 8SY ~ GIR ?0AA|(?:(?:AB|AL|B|BA|BB|BD|BF|BH|BL|BN|BR|BS|BT|BX|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|G|GL|GY|GU|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE)(?:\d[\dA-Z]? ?\d[ABD-HJLN-UW-Z]{2}))|BFPO ?\d{1,4}|
GE||0101 ~ \d{4}|
GF|ZC|97300 ~ 9[78]3\d{2}|
GG|ZC|GY1 1AA ~ GY\d[\dA-Z]? ?\d[ABD-HJLN-UW-Z]{2}|
GI|-|GX11 1AA ~ GX11 1AA|
GL|ZC|3900 ~ 39\d{2}|
GN||001 ~ \d{3}|
GP|ZC|97100 ~ 9[78][01]\d{2}|
GR|ZC|151 24 ~ \d{3} ?\d{2}|
GS|ZC|SIQQ 1ZZ ~ SIQQ 1ZZ|
GT||09001 ~ \d{5}|
GU|ZC|96910 ~ (969(?:[12]\d|3[12]))(?:[ \-](\d{4}))?|
GW||1000 ~ \d{4}|
HK|S||Kowloon:九龍;Hong Kong Island:香港島;New Territories:新界
HM||7050 ~ \d{4}|
HN|SC|31301 ~ \d{5}|
HR||10000 ~ \d{5}|
HT||6120 ~ \d{4}|
HU|ZC|1037 ~ \d{4}|
ID|S|40115 ~ \d{5}|AC:aceh;BA:bali;BT:banten;BE:bengkulu;YO:daerah istimewa yogyakarta/special of yogyakarta;JK:dki jakarta/jakarta;GO:gorontalo;JA:jambi;JB:jawa barat/west java;JT:jawa tengah/central java;JI:jawa timur/east java;KB:kalimantan barat/west kalimantan;KS:kalimantan selatan/south kalimantan;KT:kalimantan tengah/central kalimantan;KI:kalimantan timur/east kalimantan;KU:kalimantan utara/north kalimantan;BB:kepulauan bangka belitung/bangka belitung;KR:kepulauan riau/riau;LA:lampung;MA:maluku;MU:maluku utara/north maluku;NB:nusa tenggara barat/west nusa tenggara;NT:nusa tenggara timur/east nusa tenggara;PA:papua;PB:papua barat/west papua;RI:riau;SR:sulawesi barat/west sulawesi;SN:sulawesi selatan/south sulawesi;ST:sulawesi tengah/central sulawesi;SG:sulawesi tenggara/south east sulawesi;SA:sulawesi utara/north sulawesi;SB:sumatera barat/west sumatra;SS:sumatera selatan/south sumatra;SU:sumatera utara/north sumatra
IE||A65 F4E2 ~ [\dA-Z]{3} ?[\dA-Z]{4}|
IL||9614303 ~ \d{5}(?:\d{2})?|
IM|ZC|IM2 1AA ~ IM\d[\dA-Z]? ?\d[ABD-HJLN-UW-Z]{2}|
IN|SZC|110034 ~ \d{6}|AN:andaman nicobar;AP:andhra pradesh/आधर परदश;AR:arunachal pradesh/अरणचल परदश;AS:assam/असम;BR:bihar/बहर;CH:chandigarh/चडगढ;CT:chhattisgarh/छततसगढ/cg/chattisgarh;DH:dadra nagar haveli daman diu/dadra nagar haveli/daman diu/dn/dd;DL:delhi/दलल/new delhi/nct of delhi;GA:goa/गआ;GJ:gujarat/गजरत;HR:haryana/हरयण;HP:himachal pradesh/हमचल परदश;JK:jammu kashmir;JH:jharkhand/झरखणड;KA:karnataka/करनटक;KL:kerala/करल;LA:ladakh/लददख;LD:lakshadweep/लकषदवप;MP:madhya pradesh/मधय परदश;MH:maharashtra/महरषटर;MN:manipur/मणपर;ML:meghalaya/मघलय;MZ:mizoram/मजरम;NL:nagaland/नगलड;OR:odisha/ओडश/od/orissa;PY:puducherry/पडचर/pondicherry;PB:punjab/पजब;RJ:rajasthan/रजसथन;SK:sikkim/सककम;TN:tamil nadu/तमल नड;TG:telangana/तलगन/ts;TR:tripura/तरपर;UP:uttar pradesh/उततर परदश;UT:uttarakhand/उततरखणड/uk/uttaranchal;WB:west bengal/पशचम बगल
IO|ZC|BBND 1ZZ ~ BBND 1ZZ|
IQ|SC|31001 ~ \d{5}|
IR||11936-12345 ~ \d{5}-?\d{5}|
IS||320 ~ \d{3}|
IT|SZC|00144 ~ \d{5}|AG:agrigento;AL:alessandria;AN:ancona;AO:aosta/valle daosta/vallee daoste/aosta valley;AR:arezzo;AP:ascoli piceno;AT:asti;AV:avellino;BA:bari;BT:barletta andria trani;BL:belluno;BN:benevento;BG:bergamo;BI:biella;BO:bologna;BZ:bolzano/bozen/sudtirol/south tyrol/alto adige;BS:brescia;BR:brindisi;CA:cagliari;CL:caltanissetta;CB:campobasso;CE:caserta;CT:catania;CZ:catanzaro;CH:chieti;CO:como;CS:cosenza;CR:cremona;KR:crotone;CN:cuneo;EN:enna;FM:fermo;FE:ferrara;FI:firenze/florence;FG:foggia;FC:forli cesena/forli;FR:frosinone;GE:genova/genoa;GO:gorizia;GR:grosseto;IM:imperia;IS:isernia;AQ:laquila;SP:la spezia;LT:latina;LE:lecce;LC:lecco;LI:livorno;LO:lodi;LU:lucca;MC:macerata;MN:mantova/mantua;MS:massa carrara/massa;MT:matera;ME:messina;MI:milano/milan;MO:modena;MB:monza e brianza/monza/monza brianza;NA:napoli/naples;NO:novara;NU:nuoro;OR:oristano;PD:padova/padua;PA:palermo;PR:parma;PV:pavia;PG:perugia;PU:pesaro e urbino/pesaro;PE:pescara;PC:piacenza;PI:pisa;PT:pistoia;PN:pordenone;PZ:potenza;PO:prato;RG:ragusa;RA:ravenna;RC:reggio calabria/reggio di calabria;RE:reggio emilia/reggio nellemilia;RI:rieti;RN:rimini;RM:roma/rome;RO:rovigo;SA:salerno;SS:sassari;SV:savona;SI:siena;SR:siracusa/syracuse;SO:sondrio;SU:sud sardegna;TA:taranto;TE:teramo;TR:terni;TO:torino/turin;TP:trapani;TN:trento/trent;TV:treviso;TS:trieste;UD:udine;VA:varese;VE:venezia/venice;VB:verbano cusio ossola/verbania;VC:vercelli;VR:verona;VV:vibo valentia;VI:vicenza;VT:viterbo
JE|ZC|JE1 1AA ~ JE\d[\dA-Z]? ?\d[ABD-HJLN-UW-Z]{2}|
JM|SC||13:clarendon;09:hanover;01:kingston;12:manchester;04:portland;02:st andrew;06:st ann;14:st catherine;11:st elizabeth;08:st james;05:st mary;03:st thomas;07:trelawny;10:westmoreland
JO||11937 ~ \d{5}|
JP|SZ|154-0023 ~ \d{3}-?\d{4}|01:北海道/hokkaido;02:青森/aomori;03:岩手/iwate;04:宮城/miyagi;05:秋田/akita;06:山形/yamagata;07:福島/fukushima;08:茨城/ibaraki;09:栃木/tochigi;10:群馬/gunma;11:埼玉/saitama;12:千葉/chiba;13:東京/tokyo;14:神奈川/kanagawa;15:新潟/niigata;16:富山/toyama;17:石川/ishikawa;18:福井/fukui;19:山梨/yamanashi;20:長野/nagano;21:岐阜/gifu;22:静岡/shizuoka;23:愛知/aichi;24:三重/mie;25:滋賀/shiga;26:京都/kyoto;27:大阪/osaka;28:兵庫/hyogo;29:奈良/nara;30:和歌山/wakayama;31:鳥取/tottori;32:島根/shimane;33:岡山/okayama;34:広島/hiroshima;35:山口/yamaguchi;36:徳島/tokushima;37:香川/kagawa;38:愛媛/ehime;39:高知/kochi;40:福岡/fukuoka;41:佐賀/saga;42:長崎/nagasaki;43:熊本/kumamoto;44:大分/oita;45:宮崎/miyazaki;46:鹿児島/kagoshima;47:沖縄/okinawa
KE||20100 ~ \d{5}|
KG||720001 ~ \d{6}|
KH||120101 ~ \d{5,6}|
KN|SC||N:nevis;K:st kitts
KR|SZC|03051 ~ \d{5}|42:강원/gangwon;41:경기/gyeonggi;48:경남/gyeongsangnam/경상남;47:경북/gyeongsangbuk/경상북;29:광주/gwangju;27:대구/daegu;30:대전/daejeon;26:부산/busan;11:서울/seoul;50:세종/sejong;31:울산/ulsan;28:인천/incheon;46:전남/jeollanam/전라남;45:전북/jeollabuk/전라북;49:제주/jeju;44:충남/chungcheongnam/충청남;43:충북/chungcheongbuk/충청북
KW||54541 ~ \d{5}|
KY|S|KY1-1100 ~ KY\d-\d{4}|Cayman Brac;Grand Cayman;Little Cayman
KZ||040900 ~ \d{6}|
LA||01160 ~ \d{5}|
LB||2038 3054 ~ (?:\d{4})(?: ?(?:\d{4}))?|
LI|ZC|9496 ~ 948[5-9]|949[0-8]|
LK||20000 ~ \d{5}|
LR||1000 ~ \d{4}|
LS||100 ~ \d{3}|
LT|ZC|04340 ~ \d{5}|
LU|ZC|4750 ~ \d{4}|
LV|ZC|LV-1073 ~ LV-\d{4}|
MA||53000 ~ \d{5}|
MC||98000 ~ 980\d{2}|
MD||2012 ~ \d{4}|
ME||81257 ~ 8\d{4}|
MF|ZC|97100 ~ 9[78][01]\d{2}|
MG||501 ~ \d{3}|
MH|SZC|96960 ~ (969[67]\d)(?:[ \-](\d{4}))?|
MK||1314 ~ \d{4}|
MM||11181 ~ \d{5}|
MN||65030 ~ \d{5}|
MO|-||
MP|SZC|96950 ~ (9695[012])(?:[ \-](\d{4}))?|
MQ|ZC|97220 ~ 9[78]2\d{2}|
MT||NXR 01 ~ [A-Z]{3} ?\d{2,4}|
MU||42602 ~ \d{3}(?:\d{2}|[A-Z]{2}\d{3})|
MV||20026 ~ \d{5}|
MX|SZC|02860 ~ \d{5}|AGU:aguascalientes;BCN:baja california;BCS:baja california sur;CAM:campeche;CHP:chiapas;CHH:chihuahua;CMX:ciudad de mexico/cdmx/distrito federal;COA:coahuila de zaragoza/coahuila;COL:colima;DUR:durango;MEX:estado de mexico/mexico;GUA:guanajuato;GRO:guerrero;HID:hidalgo;JAL:jalisco;MIC:michoacan;MOR:morelos;NAY:nayarit;NLE:nuevo leon;OAX:oaxaca;PUE:puebla;QUE:queretaro;ROO:quintana roo;SLP:san luis potosi;SIN:sinaloa;SON:sonora;TAB:tabasco;TAM:tamaulipas;TLA:tlaxcala;VER:veracruz;YUC:yucatan;ZAC:zacatecas
MY|ZC|43000 ~ \d{5}|
MZ||1102 ~ \d{4}|
NA||10001 ~ \d{5}|
NC|ZC|98814 ~ 988\d{2}|
NE||8001 ~ \d{4}|
NF||2899 ~ 2899|
NG||930283 ~ \d{6}|
NI||52000 ~ \d{5}|
NL|ZC|1234 AB ~ [1-9]\d{3} ?(?:[A-RT-Z][A-Z]|S[BCE-RT-Z])|
NO|ZC|0025 ~ \d{4}|
NP||44601 ~ \d{5}|
NR|S||01:aiwo;02:anabar;03:anetan;04:anibare;05:baiti;06:boe;07:buada;08:denigomodu;09:ewa;10:ijuw;11:meneng;12:nibok;13:uaboe;14:yaren
NZ|ZC|6001 ~ \d{4}|
OM||133 ~ (?:PC )?\d{3}|
PE||LIMA 23 ~ (?:LIMA \d{1,2}|CALLAO 0?\d)|[0-2]\d{4}|
PF|SZC|98709 ~ 987\d{2}|
PG|SC|111 ~ \d{3}|
PH||1008 ~ \d{4}|
PK||44000 ~ \d{5}|
PL|ZC|00-950 ~ \d{2}-\d{3}|
PM|ZC|97500 ~ 9[78]5\d{2}|
PN|ZC|PCRN 1ZZ ~ PCRN 1ZZ|
PR|ZC|00930 ~ (00[679]\d{2})(?:[ \-](\d{4}))?|
PT|ZC|2725-079 ~ \d{4}-\d{3}|
PW|SZC|96940 ~ (969(?:39|40))(?:[ \-](\d{4}))?|
PY||1536 ~ \d{4}|
RE|ZC|97400 ~ 9[78]4\d{2}|
RO|ZC|060274 ~ \d{6}|
RS||106314 ~ \d{5,6}|
RU|SZC|247112 ~ \d{6}|ALT:алтаискии краи/altayskiy;AMU:амурская/amurskaya;ARK:архангельская/arkhangelskaya;AST:астраханская/astrakhanskaya;BEL:белгородская/belgorodskaya;BRY:брянская/bryanskaya;VLA:владимирская/vladimirskaya;VGG:волгоградская/volgogradskaya;VLG:вологодская/vologodskaya;VOR:воронежская/voronezhskaya;YEV:евреиская автономная/evreyskaya avtonomnaya;ZAB:забаикальскии краи/zabaykalskiy;IVA:ивановская/ivanovskaya;IRK:иркутская/irkutskaya;KB:кабардино балкарская/kabardino balkarskaya republits;KGD:калининградская/kaliningradskaya;KLU:калужская/kaluzhskaya;KAM:камчатскии краи/kamchatskiy;KC:карачаево черкесская/karachaevo cherkesskaya republits;KEM:кемеровская/kemerovskaya;KIR:кировская/kirovskaya;KOS:костромская/kostromskaya;KDA:краснодарскии краи/krasnodarskiy;KYA:красноярскии краи/krasnoyarskiy;KGN:курганская/kurganskaya;KRS:курская/kurskaya;LEN:ленинградская/leningradskaya;LIP:липецкая/lipetskaya;MAG:магаданская/magadanskaya;MOW:москва/moskva;MOS:московская/moskovskaya;MUR:мурманская/murmanskaya;NEN:ненецкии автономныи/nenetskiy;NIZ:нижегородская/nizhegorodskaya;NGR:новгородская/novgorodskaya;NVS:новосибирская/novosibirskaya;OMS:омская/omskaya;ORE:оренбургская/orenburgskaya;ORL:орловская/orlovskaya;PNZ:пензенская/penzenskaya;PER:пермскии краи/permskiy;PRI:приморскии краи/primorskiy;PSK:псковская/pskovskaya;AD:адыгея/adygeya;AL:алтаи/altay republits;BA:башкортостан/bashkortostan republits;BU:бурятия/buryatiya republits;DA:дагестан/dagestan republits;IN:ингушетия/ingushetiya republits;KL:калмыкия/kalmykiya;KR:карелия/kareliya republits;KO:коми/komi republits;Автономна Республіка Крим:крым/krym;ME:марии эл/mariy el;MO:мордовия/mordoviya;SA:саха якутия/sakha yakutiya republits;SE:северная осетия алания/severnaya osetiya alaniya;TA:татарстан/tatarstan;TY:тыва/tyva republits;UD:удмуртия/udmurtskaja;KK:хакасия/khakasiya republits;ROS:ростовская/rostovskaya;RYA:рязанская/ryazanskaya;SAM:самарская/samarskaya;SPE:санкт петербург/sankt peterburg;SAR:саратовская/saratovskaya;SAK:сахалинская/sakhalinskaya;SVE:свердловская/sverdlovskaya;Севастополь:sevastopol;SMO:смоленская/smolenskaya;STA:ставропольскии краи/stavropolskiy;TAM:тамбовская/tambovskaya;TVE:тверская/tverskaya;TOM:томская/tomskaya;TUL:тульская/tulskaya;TYU:тюменская/tyumenskaya;ULY:ульяновская/ulyanovskaya;KHA:хабаровскии краи/khabarovskiy;KHM:ханты мансиискии автономныи/khanty mansiyskiy;CHE:челябинская/chelyabinskaya;CE:чеченская/chechenskaya republits;CU:чувашская/chuvashia;CHU:чукотскии автономныи/chukotskiy;YAN:ямало ненецкии автономныи/yamalo nenetskiy;YAR:ярославская/yaroslavskaya
SA||11564 ~ \d{5}|
SD||11042 ~ \d{5}|
SE|ZC|11455 ~ \d{3} ?\d{2}|
SG|Z|546080 ~ \d{6}|
SH|ZC|STHL 1ZZ ~ (?:ASCN|STHL) 1ZZ|
SI||4000 ~ \d{4}|
SJ|ZC|9170 ~ \d{4}|
SK|ZC|010 01 ~ \d{3} ?\d{2}|
SM|Z|47890 ~ 4789\d|
SN||12500 ~ \d{5}|
SO|SC|JH 09010 ~ [A-Z]{2} ?\d{5}|AW:awdal;BK:bakool;BN:banaadir;BR:bari;BY:bay;GA:galguduud;GE:gedo;HI:hiiraan;JD:jubbada dhexe;JH:jubbada hoose;MU:mudug;NU:nugaal;SA:sanaag;SD:shabeellaha dhexe;SH:shabeellaha hoose;SO:sool;TO:togdheer;WO:woqooyi galbeed
SV|SC|CP 1101 ~ CP [1-3][1-7][0-2]\d|AH:ahuachapan;CA:cabanas;CH:chalatenango;CU:cuscatlan;LI:la libertad;PA:la paz;UN:la union;MO:morazan;SM:san miguel;SS:san salvador;SV:san vicente;SA:santa ana;SO:sonsonate;US:usulutan
SZ||H100 ~ [HLMS]\d{3}|
TA||TDCU 1ZZ ~ TDCU 1ZZ|
TC|ZC|TKCA 1ZZ ~ TKCA 1ZZ|
TH||10150 ~ \d{5}|
TJ||735450 ~ \d{6}|
TM||744000 ~ \d{6}|
TN||1002 ~ \d{4}|
TR|ZC|01960 ~ \d{5}|
TW|SZC|104 ~ \d{3}(?:\d{2,3})?|TXG:台中/taichung;TPE:台北/taipei;TTT:台東/taitung;TNN:台南/tainan;ILA:宜蘭/yilan;HUA:花蓮/hualien;金門縣:kinmen;NAN:南投/nantou;PIF:屏東/pingtung;MIA:苗栗/miaoli;TAO:桃園/taoyuan;KHH:高雄/kaohsiung;KEE:基隆/keelung;連江縣:lienchiang;YUN:雲林/yunlin;NWT:新北/new taipei;HSZ:新竹/hsinchu;HSQ:新竹縣/hsinchu county;CYI:嘉義/chiayi;CYQ:嘉義縣/chiayi county;CHA:彰化/changhua;PEN:澎湖/penghu
TZ||6090 ~ \d{4,5}|
UA|ZC|15432 ~ \d{5}|
UM|SC|96898 ~ 96898|
US|SZC|95014 ~ (\d{5})(?:[ \-](\d{4}))?|AL:alabama;AK:alaska;AS:american samoa;AZ:arizona;AR:arkansas;AA:armed forces aa;AE:armed forces ae;AP:armed forces ap;CA:california;CO:colorado;CT:connecticut;DE:delaware;DC:of columbia/washington dc/washington d c;FL:florida;GA:georgia;GU:guam;HI:hawaii;ID:idaho;IL:illinois;IN:indiana;IA:iowa;KS:kansas;KY:kentucky;LA:louisiana;ME:maine;MH:marshall;MD:maryland;MA:massachusetts;MI:michigan;FM:micronesia;MN:minnesota;MS:mississippi;MO:missouri;MT:montana;NE:nebraska;NV:nevada;NH:new hampshire;NJ:new jersey;NM:new mexico;NY:new york;NC:north carolina;ND:north dakota;MP:northern mariana;OH:ohio;OK:oklahoma;OR:oregon;PW:palau;PA:pennsylvania;PR:puerto rico;RI:rhode island;SC:south carolina;SD:south dakota;TN:tennessee;TX:texas;UT:utah;VT:vermont;VI:virgin;VA:virginia;WA:washington;WV:west virginia;WI:wisconsin;WY:wyoming
UY||11600 ~ \d{5}|
UZ||702100 ~ \d{6}|
VA||00120 ~ 00120|
VC||VC0100 ~ VC\d{4}|
VE|SC|1010 ~ \d{4}|Z:amazonas;B:anzoategui;C:apure;D:aragua;E:barinas;F:bolivar;G:carabobo;H:cojedes;Y:delta amacuro;W:dependencias federales;A:distrito federal;I:falcon;J:guarico;K:lara;L:merida;M:miranda;N:monagas;O:nueva esparta;P:portuguesa;R:sucre;S:tachira;T:trujillo;X:vargas;U:yaracuy;V:zulia
VG|-|VG1110 ~ VG\d{4}|
VI|SZC|00802-1222 ~ (008(?:(?:[0-4]\d)|(?:5[01])))(?:[ \-](\d{4}))?|
VN||70010 ~ \d{5}\d?|
WF|ZC|98600 ~ 986\d{2}|
XK||10000 ~ [1-7]\d{4}|
YT|ZC|97600 ~ 976\d{2}|
ZA|ZC|0083 ~ \d{4}|
ZM||50100 ~ \d{5}|
`
