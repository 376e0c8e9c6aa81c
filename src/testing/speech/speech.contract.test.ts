// Every vendor of the cascade keeps the contract of its kind.
import { llmContract } from '../contracts/llm-contract.ts';
import { sttContract } from '../contracts/stt-contract.ts';
import { ttsContract } from '../contracts/tts-contract.ts';
import { chatStage } from './chat-peer.ts';
import { assemblyaiStage, fluxStage, novaStage, transcriptionStage } from './stt-peers.ts';
import { auraStage, cartesiaStage, elevenlabsStage, speechStage } from './tts-peers.ts';

sttContract('deepgram nova', novaStage);
sttContract('deepgram flux', fluxStage);
sttContract('assemblyai', assemblyaiStage);
sttContract('openai transcription', transcriptionStage);

llmContract('openai chat', () => chatStage());
llmContract('a server that sends whole calls', () => chatStage('whole-calls'));

ttsContract('cartesia', cartesiaStage);
ttsContract('elevenlabs', elevenlabsStage);
ttsContract('deepgram aura', auraStage);
ttsContract('openai speech', speechStage);
