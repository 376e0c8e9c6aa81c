// Language phrases: what an agent says by itself where its config gives no words, by language.
import type { PhrasePlan } from '../call/plan.ts';

/** Default texts of one language. */
export interface LanguagePhrases {
  readonly greeting: string;
  /** Announces that the call is recorded. */
  readonly recordingNotice: string;
  /** Asked on a quiet line, and said when nobody answers. */
  readonly dormancyQuestion: string;
  readonly dormancyFarewell: string;
  readonly phrases: PhrasePlan;
}

const ENGLISH: LanguagePhrases = {
  greeting: 'Hello, how can I help you?',
  recordingNotice: 'This call is being recorded.',
  dormancyQuestion: 'Are you still there?',
  dormancyFarewell: "I can't hear you any more, and will end the call now. Goodbye.",
  phrases: {
    timeUp: "I'm sorry, our time for this call is up. Goodbye.",
    oneMoment: 'One moment, please.',
    apology: "I'm sorry, I can't help you right now.",
    transferring: 'One moment, I will put you through.',
    holding: 'One moment please, I will ask somebody to take your call. You will hear some music.',
    transferFailed: "I'm sorry, no person is available right now. I'm still here to help you.",
    resumed: "I'm sorry, we lost you for a moment. I'm here again.",
    busy: 'All our lines are busy right now. Please call again in a few minutes.',
  },
};

const BY_LANGUAGE: Readonly<Record<string, LanguagePhrases>> = {
  en: ENGLISH,
  es: {
    greeting: 'Hola, ¿en qué puedo ayudarle?',
    recordingNotice: 'Esta llamada está siendo grabada.',
    dormancyQuestion: '¿Sigue usted ahí?',
    dormancyFarewell: 'Ya no le oigo, así que voy a terminar la llamada. Adiós.',
    phrases: {
      timeUp: 'Lo siento, hemos llegado al límite de tiempo de esta llamada. Adiós.',
      oneMoment: 'Un momento, por favor.',
      apology: 'Lo siento, algo ha fallado por nuestra parte.',
      transferring: 'Un momento, le paso con una persona.',
      holding: 'Un momento, por favor, busco a una persona que le atienda. Mientras tanto oirá música.',
      transferFailed: 'Lo siento, nadie puede atender su llamada en este momento. Sigo aquí para ayudarle.',
      resumed: 'Lo siento, se ha cortado un momento. Ya estoy aquí de nuevo.',
      busy: 'Todas nuestras líneas están ocupadas. Por favor, llame de nuevo en unos minutos.',
    },
  },
  de: {
    greeting: 'Guten Tag, wie kann ich Ihnen helfen?',
    recordingNotice: 'Dieses Gespräch wird aufgezeichnet.',
    dormancyQuestion: 'Sind Sie noch da?',
    dormancyFarewell: 'Ich höre Sie nicht mehr und beende jetzt das Gespräch. Auf Wiederhören.',
    phrases: {
      timeUp: 'Es tut mir leid, die Zeit für dieses Gespräch ist um. Auf Wiederhören.',
      oneMoment: 'Einen Moment bitte.',
      apology: 'Es tut mir leid, bei uns ist etwas schiefgegangen.',
      transferring: 'Einen Moment, ich verbinde Sie.',
      holding: 'Einen Moment bitte, ich frage, wer Ihren Anruf annehmen kann. Sie hören so lange Musik.',
      transferFailed: 'Es tut mir leid, gerade kann niemand Ihren Anruf annehmen. Ich bin weiter für Sie da.',
      resumed: 'Entschuldigung, die Verbindung war kurz weg. Ich bin wieder da.',
      busy: 'Alle Leitungen sind gerade belegt. Bitte rufen Sie in ein paar Minuten noch einmal an.',
    },
  },
  fr: {
    greeting: 'Bonjour, comment puis-je vous aider ?',
    recordingNotice: 'Cet appel est enregistré.',
    dormancyQuestion: 'Êtes-vous toujours là ?',
    dormancyFarewell: "Je ne vous entends plus, je vais donc mettre fin à l'appel. Au revoir.",
    phrases: {
      timeUp: 'Je suis désolé, la durée maximale de cet appel est atteinte. Au revoir.',
      oneMoment: 'Un instant, je vous prie.',
      apology: 'Je suis désolé, un problème est survenu de notre côté.',
      transferring: 'Un instant, je vous mets en relation.',
      holding:
        "Un instant, je cherche quelqu'un qui puisse prendre votre appel. Vous entendrez de la musique.",
      transferFailed:
        "Je suis désolé, personne ne peut prendre votre appel pour l'instant. Je suis toujours là pour vous aider.",
      resumed: 'Je suis désolé, nous avons été coupés un instant. Je suis de retour.',
      busy: 'Toutes nos lignes sont occupées. Merci de rappeler dans quelques minutes.',
    },
  },
};

/** Default texts for a BCP-47 `language`; English where there are none in it. */
export function languagePhrases(language: string): LanguagePhrases {
  const primary = language.split('-', 1)[0]?.toLowerCase() ?? '';
  return Object.hasOwn(BY_LANGUAGE, primary) ? (BY_LANGUAGE[primary] ?? ENGLISH) : ENGLISH;
}
