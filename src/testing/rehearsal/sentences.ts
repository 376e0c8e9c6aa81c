// Sentences: all that the rehearsal model says by itself, whole or put together from pieces, so that each can be rendered.

/** Whole sentences. A reply is one or more of these, parted by a space. */
export const SENTENCE = {
  hello: 'Hello.',
  help: 'How can I help you?',
  rehearsal: 'I am the rehearsal model, not a real one.',
  whatIKnow: 'You can ask me for the opening hours, book an appointment, ask for a human, or say goodbye.',
  notUnderstood: 'I did not understand that.',
  checkHours: 'Let me check our opening hours.',
  askWhen: 'Gladly. When would you like to come?',
  booking: 'One moment, I am booking that for you.',
  notFree: 'I am sorry, that time is not free. When else would you like to come?',
  anythingElse: 'Is there anything else I can do for you?',
  transfer: 'One moment, I will put you through to a human.',
  notPossible: 'I am sorry, that is not possible right now.',
  nobodyFree: 'I am sorry, no person is available right now.',
  yesOrNo: 'Please say yes or no.',
  unreadable: 'I have an answer, but I can not read it to you.',
  stopped: 'I have stopped. What can I do for you?',
  pickUp: 'You can pick it up whenever we are open.',
  thanks: 'Thank you.',
  allRight: 'All right.',
  goodbye: 'Thank you for calling. Goodbye.',
} as const;

/** Every whole sentence of the rehearsal model. */
export const REHEARSAL_SENTENCES: readonly string[] = Object.values(SENTENCE);

/** Weekdays from Sunday on, as `Date.getUTCDay` counts them. */
export const WEEKDAYS = [
  'Sunday',
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
] as const;

/** The months in English, January first. */
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;

/** Beginnings and joints of sentences that carry a fact, e.g. `We are open on Saturday from 10 AM to 2 PM.` */
export const PIECE = {
  openOn: 'We are open on',
  closedOn: 'We are closed on',
  bookedFor: 'You are booked for',
  reference: 'Your reference is',
  pressed: 'You pressed',
  star: 'star',
  pound: 'pound',
  from: 'from',
  to: 'to',
  at: 'at',
  today: 'today',
  tomorrow: 'tomorrow',
  am: 'AM',
  pm: 'PM',
} as const;

/** Words and pieces of which every sentence with a fact is made. Numbers stand as digits: 0 to 31, then 35, 40, 45, 50, 55. */
export const REHEARSAL_WORDS: readonly string[] = [
  ...Object.values(PIECE),
  ...WEEKDAYS,
  ...MONTHS,
  ...Array.from({ length: 32 }, (_, number) => String(number)),
  ...[35, 40, 45, 50, 55].map(String),
];
