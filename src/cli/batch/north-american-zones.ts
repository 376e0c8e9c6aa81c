// North American zones: in which time zones the phones of an area code of +1 stand.
import { stateOfNumber } from '../../agent/area-codes.ts';

/** The zone of a US state, or of most of it. */
const ZONE_BY_STATE: Readonly<Record<string, string>> = {
  'America/New_York': 'CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV',
  'America/Chicago': 'AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI',
  'America/Denver': 'CO ID MT NM UT WY',
  'America/Phoenix': 'AZ',
  'America/Los_Angeles': 'CA NV OR WA',
  'America/Anchorage': 'AK',
  'Pacific/Honolulu': 'HI',
};

/**
 * Area codes that lie elsewhere than their state, or in several zones. All zones of a code count, so that a boundary
 * that runs through it does no harm. Canada and the islands have no state.
 */
const ZONES_BY_CODES: readonly (readonly [codes: string, zones: string])[] = [
  // Within a state: the Florida panhandle, western Kentucky and Tennessee, the corners of Indiana, the Upper Peninsula …
  ['448 850 270 364 606 423 931 219 574 812 930 906 334', 'America/New_York America/Chicago'],
  ['865', 'America/New_York'],
  ['605 701 308 620 785 432', 'America/Chicago America/Denver'],
  ['915', 'America/Denver'],
  ['208 986 458 541 775', 'America/Denver America/Los_Angeles'],
  // The Navajo Nation keeps daylight saving time, the rest of Arizona does not.
  ['928', 'America/Phoenix America/Denver'],
  ['907', 'America/Anchorage America/Adak'],
  // Canada
  ['709 879', 'America/St_Johns America/Goose_Bay'],
  ['428 506 782 902', 'America/Halifax'],
  ['367 418 581', 'America/Toronto America/Halifax'],
  [
    '226 249 263 289 343 354 365 382 416 437 438 450 468 514 519 548 579 613 647 683 705 742 753 819 873 905 942',
    'America/Toronto',
  ],
  ['807', 'America/Toronto America/Winnipeg America/Atikokan'],
  ['204 431 584', 'America/Winnipeg'],
  ['306 474 639', 'America/Regina America/Edmonton'],
  ['368 403 587 780 825', 'America/Edmonton'],
  ['236 250 257 604 672 778', 'America/Vancouver America/Edmonton America/Dawson_Creek'],
  ['867', 'America/Whitehorse America/Edmonton America/Winnipeg America/Toronto'],
  // The islands
  ['242', 'America/Nassau'],
  ['246', 'America/Barbados'],
  ['264', 'America/Anguilla'],
  ['268', 'America/Antigua'],
  ['284', 'America/Tortola'],
  ['340', 'America/St_Thomas'],
  ['345', 'America/Cayman'],
  ['441', 'Atlantic/Bermuda'],
  ['473', 'America/Grenada'],
  ['649', 'America/Grand_Turk'],
  ['658 876', 'America/Jamaica'],
  ['664', 'America/Montserrat'],
  ['670', 'Pacific/Saipan'],
  ['671', 'Pacific/Guam'],
  ['684', 'Pacific/Pago_Pago'],
  ['721', 'America/Lower_Princes'],
  ['758', 'America/St_Lucia'],
  ['767', 'America/Dominica'],
  ['784', 'America/St_Vincent'],
  ['787 939', 'America/Puerto_Rico'],
  ['809 829 849', 'America/Santo_Domingo'],
  ['868', 'America/Port_of_Spain'],
  ['869', 'America/St_Kitts'],
];

/** Of a code that stands for no place, or is newer than this list: from one end of the continent to the other, and Hawaii. */
const ANYWHERE = [
  'America/St_Johns',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Phoenix',
  'America/Los_Angeles',
  'America/Anchorage',
  'Pacific/Honolulu',
];

const BY_STATE: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(ZONE_BY_STATE).flatMap(([zone, states]) =>
    states.split(' ').map((state) => [state, [zone]] as const),
  ),
);

const BY_CODE: ReadonlyMap<string, readonly string[]> = new Map(
  ZONES_BY_CODES.flatMap(([codes, zones]) =>
    codes.split(' ').map((code) => [code, zones.split(' ')] as const),
  ),
);

/** IANA names of every zone in which a number of +1 may stand; `number`: E.164. Never empty. */
export function northAmericanZones(number: string): readonly string[] {
  const state = stateOfNumber(number);
  return BY_CODE.get(number.slice(2, 5)) ?? (state === null ? undefined : BY_STATE.get(state)) ?? ANYWHERE;
}
