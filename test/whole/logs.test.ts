// What a whole call logs: lines that name it, and nothing that its caller said, typed or is known by.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wholeStage } from './whole-stage.ts';

test('every line of a call has its id, and none has a word or a number of its caller', async () => {
  const stage = await wholeStage();
  // The agent's fixed texts are rendered before any call.
  const before = stage.world.logLines.length;
  const call = stage.ring({ from: '+12125550142' });
  await stage.agentQuiet(call);
  await stage.say(call, 'opening-hours');
  await stage.agentQuiet(call);
  // The model falls silent in mid-call: that is logged, and another session is told what was said.
  stage.sessions.strikeDumb();
  await stage.say(call, 'opening-hours');
  await stage.world.advance(20_000);
  call.hangUp();
  const view = await stage.outcome(call);
  const lines = stage.world.logLines.slice(before);
  assert.ok(lines.length > 0);
  for (const { event, fields } of lines) assert.equal(fields['callId'], view.id, event);
  const logged = JSON.stringify(stage.world.logLines);
  assert.doesNotMatch(logged, /2125550142/);
  const words = view.transcript.flatMap(({ text }) => text.split(/\W+/)).filter((word) => word.length > 4);
  assert.ok(words.length > 5);
  for (const word of words) assert.doesNotMatch(logged, new RegExp(`\\b${word}\\b`, 'i'), word);
});
