// Number zones: in which time zones a phone may stand, by its number.
import { countryZones } from './country-zones.ts';
import { northAmericanZones } from './north-american-zones.ts';

/**
 * IANA names of every zone in which `number` may stand, where its number says so at all: that of a mobile phone says
 * where it was issued. Null: a SIP URI, or a number of no country.
 */
export function zonesOfNumber(number: string): readonly string[] | null {
  if (!number.startsWith('+')) return null;
  return number.startsWith('+1') ? northAmericanZones(number) : countryZones(number);
}
