// Country zones: in which time zones the phones of a country stand, by its calling code; +1 has a file of its own.

/**
 * Calling codes of ITU-T E.164 (https://www.itu.int/pub/T-SP-E.164D) with the zones of their country in the IANA database
 * (https://data.iana.org/time-zones/tzdb/zone1970.tab). Of zones that have kept the same time since 2020 one stands
 * for all. Codes that belong to no place (+800, +870, +88x, +979) are not in it.
 */
const ZONES_BY_CODE = `
20 Africa/Cairo
211 Africa/Juba
212 Africa/Casablanca
213 Africa/Algiers
216 Africa/Tunis
218 Africa/Tripoli
220 Africa/Banjul
221 Africa/Dakar
222 Africa/Nouakchott
223 Africa/Bamako
224 Africa/Conakry
225 Africa/Abidjan
226 Africa/Ouagadougou
227 Africa/Niamey
228 Africa/Lome
229 Africa/Porto-Novo
230 Indian/Mauritius
231 Africa/Monrovia
232 Africa/Freetown
233 Africa/Accra
234 Africa/Lagos
235 Africa/Ndjamena
236 Africa/Bangui
237 Africa/Douala
238 Atlantic/Cape_Verde
239 Africa/Sao_Tome
240 Africa/Malabo
241 Africa/Libreville
242 Africa/Brazzaville
243 Africa/Kinshasa Africa/Lubumbashi
244 Africa/Luanda
245 Africa/Bissau
246 Indian/Chagos
247 Atlantic/St_Helena
248 Indian/Mahe
249 Africa/Khartoum
250 Africa/Kigali
251 Africa/Addis_Ababa
252 Africa/Mogadishu
253 Africa/Djibouti
254 Africa/Nairobi
255 Africa/Dar_es_Salaam
256 Africa/Kampala
257 Africa/Bujumbura
258 Africa/Maputo
260 Africa/Lusaka
261 Indian/Antananarivo
262 Indian/Reunion Indian/Mayotte
263 Africa/Harare
264 Africa/Windhoek
265 Africa/Blantyre
266 Africa/Maseru
267 Africa/Gaborone
268 Africa/Mbabane
269 Indian/Comoro
27 Africa/Johannesburg
290 Atlantic/St_Helena
291 Africa/Asmara
297 America/Aruba
298 Atlantic/Faroe
299 America/Nuuk America/Danmarkshavn America/Scoresbysund America/Thule
30 Europe/Athens
31 Europe/Amsterdam
32 Europe/Brussels
33 Europe/Paris
34 Europe/Madrid Atlantic/Canary
350 Europe/Gibraltar
351 Europe/Lisbon Atlantic/Azores
352 Europe/Luxembourg
353 Europe/Dublin
354 Atlantic/Reykjavik
355 Europe/Tirane
356 Europe/Malta
357 Asia/Nicosia
358 Europe/Helsinki
359 Europe/Sofia
36 Europe/Budapest
370 Europe/Vilnius
371 Europe/Riga
372 Europe/Tallinn
373 Europe/Chisinau
374 Asia/Yerevan
375 Europe/Minsk
376 Europe/Andorra
377 Europe/Monaco
378 Europe/San_Marino
379 Europe/Vatican
380 Europe/Kyiv Europe/Simferopol
381 Europe/Belgrade
382 Europe/Podgorica
383 Europe/Belgrade
385 Europe/Zagreb
386 Europe/Ljubljana
387 Europe/Sarajevo
389 Europe/Skopje
39 Europe/Rome
40 Europe/Bucharest
41 Europe/Zurich
420 Europe/Prague
421 Europe/Bratislava
423 Europe/Vaduz
43 Europe/Vienna
44 Europe/London
45 Europe/Copenhagen
46 Europe/Stockholm
47 Europe/Oslo
48 Europe/Warsaw
49 Europe/Berlin
500 Atlantic/Stanley Atlantic/South_Georgia
501 America/Belize
502 America/Guatemala
503 America/El_Salvador
504 America/Tegucigalpa
505 America/Managua
506 America/Costa_Rica
507 America/Panama
508 America/Miquelon
509 America/Port-au-Prince
51 America/Lima
52 America/Mexico_City America/Cancun America/Ciudad_Juarez America/Hermosillo America/Matamoros America/Mazatlan America/Ojinaga America/Tijuana
53 America/Havana
54 America/Argentina/Buenos_Aires
55 America/Sao_Paulo America/Manaus America/Noronha America/Rio_Branco
56 America/Santiago America/Punta_Arenas Pacific/Easter
57 America/Bogota
58 America/Caracas
590 America/Guadeloupe
591 America/La_Paz
592 America/Guyana
593 America/Guayaquil Pacific/Galapagos
594 America/Cayenne
595 America/Asuncion
596 America/Martinique
597 America/Paramaribo
598 America/Montevideo
599 America/Curacao
60 Asia/Kuala_Lumpur
61 Australia/Sydney Australia/Adelaide Australia/Brisbane Australia/Darwin Australia/Eucla Australia/Lord_Howe Australia/Perth Indian/Christmas Indian/Cocos
62 Asia/Jakarta Asia/Jayapura Asia/Makassar
63 Asia/Manila
64 Pacific/Auckland Pacific/Chatham
65 Asia/Singapore
66 Asia/Bangkok
670 Asia/Dili
672 Pacific/Norfolk
673 Asia/Brunei
674 Pacific/Nauru
675 Pacific/Port_Moresby Pacific/Bougainville
676 Pacific/Tongatapu
677 Pacific/Guadalcanal
678 Pacific/Efate
679 Pacific/Fiji
680 Pacific/Palau
681 Pacific/Wallis
682 Pacific/Rarotonga
683 Pacific/Niue
685 Pacific/Apia
686 Pacific/Tarawa Pacific/Kanton Pacific/Kiritimati
687 Pacific/Noumea
688 Pacific/Funafuti
689 Pacific/Tahiti Pacific/Gambier Pacific/Marquesas
690 Pacific/Fakaofo
691 Pacific/Chuuk Pacific/Pohnpei
692 Pacific/Majuro
7 Europe/Moscow Europe/Kaliningrad Europe/Samara Asia/Yekaterinburg Asia/Omsk Asia/Novosibirsk Asia/Irkutsk Asia/Yakutsk Asia/Vladivostok Asia/Magadan Asia/Kamchatka
76 Asia/Almaty Asia/Aqtobe
77 Asia/Almaty Asia/Aqtobe
81 Asia/Tokyo
82 Asia/Seoul
84 Asia/Ho_Chi_Minh
850 Asia/Pyongyang
852 Asia/Hong_Kong
853 Asia/Macau
855 Asia/Phnom_Penh
856 Asia/Vientiane
86 Asia/Shanghai
880 Asia/Dhaka
886 Asia/Taipei
90 Europe/Istanbul
91 Asia/Kolkata
92 Asia/Karachi
93 Asia/Kabul
94 Asia/Colombo
95 Asia/Yangon
960 Indian/Maldives
961 Asia/Beirut
962 Asia/Amman
963 Asia/Damascus
964 Asia/Baghdad
965 Asia/Kuwait
966 Asia/Riyadh
967 Asia/Aden
968 Asia/Muscat
970 Asia/Gaza Asia/Hebron
971 Asia/Dubai
972 Asia/Jerusalem
973 Asia/Bahrain
974 Asia/Qatar
975 Asia/Thimphu
976 Asia/Ulaanbaatar Asia/Hovd
977 Asia/Kathmandu
98 Asia/Tehran
992 Asia/Dushanbe
993 Asia/Ashgabat
994 Asia/Baku
995 Asia/Tbilisi
996 Asia/Bishkek
998 Asia/Tashkent
`;

const BY_CODE: ReadonlyMap<string, readonly string[]> = new Map(
  ZONES_BY_CODE.trim()
    .split('\n')
    .map((line): [string, readonly string[]] => {
      const [code = '', ...zones] = line.split(' ');
      return [code, zones];
    }),
);

/** IANA names of every zone of the country that `number` (E.164, not of +1) belongs to; null when it belongs to none. */
export function countryZones(number: string): readonly string[] | null {
  for (let digits = 3; digits >= 1; digits -= 1) {
    const zones = BY_CODE.get(number.slice(1, 1 + digits));
    if (zones !== undefined) return zones;
  }
  return null;
}
