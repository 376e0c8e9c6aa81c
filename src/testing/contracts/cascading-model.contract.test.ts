// The cascading model keeps the contract of a model, with scripted vendors.
import { cascadingModel } from '../../models/cascading/cascading-model.ts';
import { fakeLlm, type FakeAnswer } from '../fakes/fake-llm.ts';
import { fakeStt } from '../fakes/fake-stt.ts';
import { fakeTts } from '../fakes/fake-tts.ts';
import { simulatedWorld } from '../world/simulated-world.ts';
import { CONTRACT_TOOL, modelContract, type ModelPeer, type ModelStage } from './model-contract.ts';

const ANSWERS: Readonly<Record<Parameters<ModelPeer['respondsBy']>[0], FakeAnswer>> = {
  speaking: ['We are ', 'open.'],
  'speaking-on': ['We are open. ', null],
  'calling-a-tool': [{ id: 'call_1', name: CONTRACT_TOOL.name, argumentsJson: '{"day":"mon"}' }],
};

function cascadingStage(): ModelStage {
  const world = simulatedWorld();
  let how: keyof typeof ANSWERS = 'speaking';
  const stt = fakeStt();
  const llm = fakeLlm(() => ANSWERS[how]);
  const tts = fakeTts();
  const told = () => llm.requests.at(-1)?.messages ?? [];
  return {
    world,
    model: cascadingModel({ stt, llm, tts }),
    peer: {
      get audio() {
        return stt.sound.map(({ base64 }) => base64);
      },
      get texts() {
        return told().flatMap((message) => (message.role === 'agent' ? [message.text] : []));
      },
      get toolResults() {
        return told().flatMap((message) => (message.role === 'result' ? [message.outputJson] : []));
      },
      respondsBy: (next) => void (how = next),
      hearsCaller: () => stt.turn('When are you open?'),
      sendsNonsense() {
        stt.give({ kind: 'turn-resumed' }, { kind: 'turn-ended', text: '' }, { kind: 'text', text: ' ' });
        tts.give({ kind: 'done', speechId: 'never-heard-of' }, { kind: 'ready' });
      },
      hangsUp: () => stt.give({ kind: 'closed', code: 1006, detail: 'gone' }),
      refuses: () => stt.refuse(),
    },
  };
}

modelContract('cascading', cascadingStage);
