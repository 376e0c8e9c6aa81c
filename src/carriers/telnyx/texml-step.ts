// TeXML step: what comes next on a call, in the language of TeXML.
import type { NextStep } from '../../call/next-step.ts';
import { referDocument } from '../carrier-xml.ts';
import type { StreamSound } from './stream-sound.ts';
import { conferenceTexml, connectStreamTexml, dialTexml, hangUpTexml, sayTexml } from './texml.ts';

/** Where the addresses are, how sound is streamed, and which number transfers show. */
export interface TexmlManner {
  readonly paths: {
    readonly afterDial: string;
    readonly afterStream: string;
    readonly streamStatus: string;
  };
  readonly sound: StreamSound;
  /** Null: the caller's own number. */
  readonly callerId: string | null;
}

/** A next step as TeXML; every address in it lies below `origin`. */
export function texmlOf(
  step: NextStep,
  origin: string,
  { paths, sound, callerId }: TexmlManner,
  streamUrlOf: (token: string) => string,
): string {
  const dial = (to: string) => ({
    to,
    actionUrl: `${origin}${paths.afterDial}`,
    ...(callerId === null ? {} : { callerId }),
  });
  switch (step.kind) {
    case 'connect':
      return connectStreamTexml({
        url: streamUrlOf(step.token),
        receive: sound.receive,
        send: sound.send,
        redirectUrl: `${origin}${paths.afterStream}`,
        statusUrl: `${origin}${paths.streamStatus}`,
      });
    case 'dial':
      return step.refer === true ? referDocument(dial(step.to)) : dialTexml(dial(step.to));
    case 'conference':
      return conferenceTexml({ room: step.room, actionUrl: `${origin}${paths.afterDial}` });
    case 'say': {
      const next = step.next === 'hang-up' ? step.next : dial(step.next.dial);
      return sayTexml({ text: step.text, language: step.language, next });
    }
    case 'hang-up':
      return hangUpTexml();
  }
}
