// Language detection: whether the caller speaks another of the agent's languages, by what they said.
import type { FrameOf } from '../frames/frame.ts';
import { NOTHING, type Node, type Steps } from '../graph/node.ts';
import { inLanguage, speaking, type Cast } from './cast.ts';
import { spokenLanguage } from './spoken-language.ts';

const TAKES = ['caller.text', 'speaker.changed'] as const;
const GIVES = ['language.wanted'] as const;

/** A turn of so many words is no name, no "OK" and no misheard noise: it decides alone. */
const WORDS_MIN = 5;

/** Shorter turns decide together when so many in a row are in the same language. */
const TURNS_MIN = 2;

/** Trusts the ear that tells the language; of a text alone it counts the words that only one language has. */
export function languageDetection(cast: Cast): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  let now = cast.first;
  let turns: { readonly language: string; readonly count: number } | null = null;

  function hear({ text, final, language: told }: FrameOf<'caller.text'>): Steps<(typeof GIVES)[number]> {
    const agent = speaking(cast, now);
    if (!final || text.trim() === '' || agent.languages.length === 0) return NOTHING;
    const own = [agent, ...agent.languages].map(({ language }) => language);
    const language = told ?? spokenLanguage(text, own);
    const heard = language === null ? null : inLanguage(agent, language);
    if (heard === null) return NOTHING;
    if (heard.language === now.language) {
      turns = null;
      return NOTHING;
    }
    turns = { language: heard.language, count: turns?.language === heard.language ? turns.count + 1 : 1 };
    const words = text.trim().split(/\s+/).length;
    if (words < WORDS_MIN && turns.count < TURNS_MIN) return NOTHING;
    turns = null;
    return [{ kind: 'language.wanted', language: heard.language, by: 'detected' }];
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame) {
      if (frame.kind === 'caller.text') return hear(frame);
      now = { agent: frame.agent, language: frame.language };
      turns = null;
      return NOTHING;
    },
  };
}
