// What a line is by its words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { screeningLine, type ScreeningLine } from './screening-phrases.ts';

const LINES: readonly (readonly [ScreeningLine, string])[] = [
  ['screening', "Hi. If you record your name and reason for calling, I'll see if this person is available."],
  [
    'screening',
    'Hi, the person you’re calling is using a screening service from Google and will get a copy of this conversation. Go ahead and say your name and why you’re calling.',
  ],
  ['screening', 'Please state your name after the tone and Google Voice will try to connect you.'],
  ['screening', 'Please say who you are and why you are calling.'],
  ['hold', 'Thanks. Please stay on the line.'],
  ['hold', 'One moment, please.'],
  [
    'voicemail',
    "I'm sorry. This person is not available. If you would like to leave an additional message, please reply after the tone.",
  ],
  ['voicemail', 'Please leave your name, number and a short message after the beep.'],
  ['voicemail', 'You have reached the voice mail of Ada.'],
  [null, 'Hello, this is Ada.'],
  [null, 'Yes, who is calling?'],
  [null, ''],
];

for (const [kind, text] of LINES)
  test(`"${text.slice(0, 60)}" is ${kind ?? 'what a person may say'}`, () => {
    assert.equal(screeningLine(text, 'en-US'), kind);
    assert.equal(screeningLine(text.toUpperCase(), 'xx'), kind);
  });
