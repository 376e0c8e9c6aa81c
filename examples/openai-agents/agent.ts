// The assistant of the Agents SDK's Twilio example: a RealtimeAgent with a function, and one that needs an approval.
import { RealtimeAgent, tool } from '@openai/agents/realtime';
import { z } from 'zod';

const weather = tool({
  name: 'weather',
  description: 'Tells the weather at a place.',
  parameters: z.object({ location: z.string().describe('A city, e.g. "Oslo".') }),
  execute: async ({ location }) => `The weather in ${location} is sunny.`,
});

const secret = tool({
  name: 'secret',
  description: 'Tells the special number.',
  parameters: z.object({ question: z.string() }),
  needsApproval: true,
  execute: async () => 'The special number is 42.',
});

export const assistant = new RealtimeAgent({
  name: 'Voice Assistant',
  instructions:
    'You are a friendly voice assistant. Be brief. Say what you are about to do before you use a function.',
  voice: 'verse',
  tools: [weather, secret],
});
