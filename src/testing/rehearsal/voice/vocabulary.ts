// Vocabulary: the single words and small pieces that are rendered beside the rehearsal's own sentences, to put texts together.
import { MONTHS, REHEARSAL_WORDS, WEEKDAYS } from '../sentences.ts';
import { ordinal } from './spoken-words.ts';

/** What front desks say often enough to be worth a recording. */
const FRONT_DESK =
  `a able about add address afternoon again agent all an and another any anything appointment appointments are as ask
  assistant at available back be because been book booked booking business but by bye call called caller calling can can't
  cancel care change check clinic close closed closes come confirm confirmed connect could customer date day dental desk
  do doctor does don't done else email end ended evening exchange few find fine for free friday's from front get give
  glad gladly go good goodbye great had has have hear hello help her here hi his hold holiday hours how human hundred i
  i'll i'm if in is it it's just keep know last later leave left let like line listening long longer lost made make may
  me message minute minutes moment more morning must my name need new next nice night no not nothing now number o
  o'clock of office ok on one open opens operator opening or order other our out over party people percent person phone
  please plus possible press price put quality question ready recorded repeat reservation right room say see service
  services shall should some someone soon sorry speak started still stop store sure table take talk tell than thank
  thanks that that's the their them then there these they thing this through time to today tomorrow tonight training
  transfer try under understand until up us very visit wait want was way we we'll we're week weekend welcome well were
  what what's when where which while who will with work would yes yesterday you you're your dollars noon midnight`.split(
    /\s+/,
  );

/** Pieces of several words that sound better in one breath. */
const PIECES = [
  'One moment.',
  'One moment, please.',
  'Are you still there?',
  'Thank you for calling.',
  'Thank you for calling the dental clinic.',
  'This is the front desk.',
  'Let me look that up for you.',
  'Just a moment.',
  'This call may be recorded.',
  'This call is recorded.',
  'This call is being recorded.',
  'How can I help you today?',
  'How may I help you?',
  'Please hold.',
  'Please call again later.',
  'I will connect you to a human.',
  'Nobody is available right now.',
] as const;

/** Every piece to be rendered, as it is written. Numbers 0 to 59 and the tens, the days of a month, letters, words. */
export const VOCABULARY: readonly string[] = [
  ...new Set([
    ...PIECES,
    ...REHEARSAL_WORDS,
    ...WEEKDAYS,
    ...MONTHS,
    ...Array.from({ length: 60 }, (_, number) => String(number)),
    '60',
    '70',
    '80',
    '90',
    ...Array.from({ length: 31 }, (_, day) => ordinal(day + 1)),
    ...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'.split(''),
    ...FRONT_DESK,
  ]),
];
