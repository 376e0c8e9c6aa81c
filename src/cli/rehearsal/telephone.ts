// Telephone: what rings in a rehearsal. Beside a server without any carrier's account runs a Twilio of its own, at whose
// numbers scripted phones pick up.
import type { World } from '../../base/world.ts';
import { localToken } from '../../server/local-token.ts';
import type { Settings } from '../../server/settings.ts';
import { startRehearsalTelephone } from '../../testing/live/rehearsal-telephone.ts';
import type { Synthesiser } from '../../testing/rehearsal/voice/rehearsal-voice.ts';
import type { EmulatedCall } from '../../testing/telephone/emulated-call.ts';
import { Caller } from '../call/caller.ts';
import { scenarioSteps } from '../call/chosen-steps.ts';
import { playSteps } from '../call/play-steps.ts';
import { AGENT_NUMBER, dialledAt, HUMAN_NUMBER, phoneAt } from './phones.ts';
import { keepTelephoneAddress } from './telephone-address.ts';

/** Real ids are random. */
const ACCOUNT_SID = `AC${'0'.repeat(32)}`;

/** The telephone of a rehearsal, and the server's settings by which it is its carrier. */
export interface Telephone extends AsyncDisposable {
  readonly settings: Settings;
  /** Connects it with the server, which listens at `serverUrl`; from then on it is found by `offhook call`. */
  connect(serverUrl: string): void;
}

/** Starts it on a free port of this machine. `synthesiser` speaks what is no recorded line. */
export async function startTelephone(
  world: World,
  settings: Settings,
  synthesiser: Synthesiser,
): Promise<Telephone> {
  const authToken = localToken(settings.dataDir);
  const telephone = await startRehearsalTelephone({
    world,
    port: 0,
    accountSid: ACCOUNT_SID,
    authToken,
    call: { callee: (to) => phoneAt(to).callee(), human: dialledAt },
    placed(call) {
      // A phone that fails is no reason for the server to.
      void pickUp(world, call, synthesiser).catch((error: unknown) => {
        world.log.error('rehearsal.phone-failed', {
          error: error instanceof Error ? error.message : 'unknown',
        });
        call.hangUp();
      });
    },
  });
  let forget = (): void => {};
  return {
    settings: {
      ...settings,
      twilio: {
        ...settings.twilio,
        accountSid: ACCOUNT_SID,
        authTokens: [authToken],
        phoneNumber: settings.twilio.phoneNumber ?? AGENT_NUMBER,
        baseUrl: telephone.url,
      },
      humanTransferNumber: settings.humanTransferNumber ?? HUMAN_NUMBER,
    },
    connect(serverUrl) {
      telephone.connect(serverUrl);
      forget = keepTelephoneAddress(settings.dataDir, serverUrl, telephone.url);
    },
    async [Symbol.asyncDispose]() {
      forget();
      await telephone.close();
    },
  };
}

/** Does on the phone that is called what its scenario says, then hangs up. */
async function pickUp(world: World, call: EmulatedCall, synthesiser: Synthesiser): Promise<void> {
  const { scenario } = phoneAt(call.to);
  if (scenario === null) return;
  const steps = await scenarioSteps(`phones/${scenario}`, synthesiser);
  if (!(await call.until(() => call.streamId !== null)) || !steps.ok) return;
  const caller = new Caller(world, call);
  // What did not go as the scenario has it is told in the transcript, by what is missing there.
  await playSteps(steps.steps, { caller, busy: () => false, says() {}, presses() {} });
  call.hangUp();
}
