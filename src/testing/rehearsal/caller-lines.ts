// Caller lines: what the caller can say in a rehearsal, word for word.

/** One line of the caller: `id` names its recording, `text` is what is said. */
export interface CallerLine {
  readonly id: string;
  readonly text: string;
}

/** The spoken lines that the rehearsal's ear knows; scripted callers speak these recordings. */
export const REHEARSAL_LINES = [
  { id: 'hello', text: 'Hello.' },
  { id: 'opening-hours', text: 'What are your opening hours?' },
  { id: 'open-saturday', text: 'Are you open on Saturday?' },
  { id: 'book-appointment', text: 'I would like to book an appointment.' },
  { id: 'tomorrow-at-ten', text: 'Tomorrow at ten in the morning.' },
  { id: 'my-name', text: 'My name is Ada Lovelace.' },
  { id: 'human', text: 'Can I talk to a human, please?' },
  { id: 'who-are-you', text: 'Who am I talking to?' },
  { id: 'yes', text: 'Yes.' },
  { id: 'no', text: 'No.' },
  { id: 'stop', text: 'Wait, stop.' },
  { id: 'goodbye', text: 'Thank you, goodbye.' },
  {
    id: 'long-story',
    text: 'Sorry to interrupt you, but I was here last week, and I think that I have left my umbrella at your front desk, so could you please tell me when I can come and pick it up?',
  },
] as const satisfies readonly CallerLine[];

/** What phones say that answer by themselves: a mailbox, and one that screens its calls. */
export const PHONE_LINES = [
  {
    id: 'mailbox',
    text: 'I can not come to the phone right now but you can leave me a message after the tone.',
  },
  {
    id: 'screening',
    text: "Hi, if you record your name and reason for calling, I'll see if this person is available.",
  },
  { id: 'stay-on-the-line', text: 'Please stay on the line.' },
] as const satisfies readonly CallerLine[];

/** Every line that has a recording. */
export const RECORDED_LINES: readonly CallerLine[] = [...REHEARSAL_LINES, ...PHONE_LINES];
