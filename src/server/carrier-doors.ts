// Carrier doors: which carriers this server takes calls from, as its settings say.
import type { ReadyAgent } from '../agent/agent.ts';
import type { World } from '../base/world.ts';
import type { CarrierDoor } from '../carriers/carrier-door.ts';
import { twilioControl } from '../carriers/twilio/control.ts';
import { twilioDoor } from '../carriers/twilio/door.ts';
import { localToken } from './local-token.ts';
import type { Settings } from './settings.ts';

/** Twilio's door is always there: with a token of this data directory where no account is configured. */
export function carrierDoors(world: World, agent: ReadyAgent, settings: Settings): readonly CarrierDoor[] {
  const { accountSid, authTokens, baseUrl, phoneNumber } = settings.twilio;
  return [
    twilioDoor({
      paths: agent.paths,
      authTokens: authTokens.length > 0 ? authTokens : [localToken(settings.dataDir)],
      control: twilioControl(world, {
        accountSid,
        authToken: authTokens[0] ?? null,
        baseUrl: baseUrl ?? 'https://api.twilio.com',
        ...(phoneNumber === null ? {} : { callerId: phoneNumber }),
      }),
    }),
  ];
}
