// Briefing phrases: what a human hears who is asked to take a caller over, by language.

/** Texts of one language. */
export interface BriefingPhrases {
  /** Said first. */
  readonly opening: string;
  /** Each ends without a full stop. */
  caller(who: string): string;
  reason(why: string): string;
  tried(what: string): string;
  readonly decide: string;
  /** When the human says nothing. */
  readonly question: string;
  readonly accepted: string;
  readonly declined: string;
  readonly calledOff: string;
  /** There was no decision in time. */
  readonly undecided: string;
}

const ENGLISH: BriefingPhrases = {
  opening: 'Hello. I have a caller on hold for you.',
  caller: (who) => `The caller is ${who}`,
  reason: (why) => `Why they call: ${why}`,
  tried: (what) => `What was done so far: ${what}`,
  decide: 'Press 1 or say yes to take the call. Press 2 or say no to decline.',
  question: 'Will you take the call? Press 1 or say yes, or press 2 or say no.',
  accepted: 'Thank you. I will connect you now.',
  declined: 'All right. I will tell the caller. Goodbye.',
  calledOff: 'The caller does not wait any longer. Goodbye.',
  undecided: 'I will tell the caller that nobody is available right now. Goodbye.',
};

const BY_LANGUAGE: Readonly<Record<string, BriefingPhrases>> = {
  en: ENGLISH,
  es: {
    opening: 'Hola. Tengo una llamada en espera para usted.',
    caller: (who) => `Llama ${who}`,
    reason: (why) => `El motivo: ${why}`,
    tried: (what) => `Lo que se ha hecho hasta ahora: ${what}`,
    decide: 'Pulse 1 o diga sí para atender la llamada. Pulse 2 o diga no para rechazarla.',
    question: '¿Atiende usted la llamada? Pulse 1 o diga sí, o pulse 2 o diga no.',
    accepted: 'Gracias. Le paso la llamada ahora.',
    declined: 'De acuerdo. Se lo diré a quien llama. Adiós.',
    calledOff: 'La persona que llamaba ya no espera. Adiós.',
    undecided: 'Diré a quien llama que ahora no hay nadie disponible. Adiós.',
  },
  de: {
    opening: 'Guten Tag. Ich habe einen Anruf für Sie in der Leitung.',
    caller: (who) => `Es ruft an: ${who}`,
    reason: (why) => `Worum es geht: ${why}`,
    tried: (what) => `Was schon getan wurde: ${what}`,
    decide:
      'Drücken Sie die 1 oder sagen Sie ja, um den Anruf anzunehmen. Drücken Sie die 2 oder sagen Sie nein, um abzulehnen.',
    question:
      'Nehmen Sie den Anruf an? Drücken Sie die 1 oder sagen Sie ja, oder drücken Sie die 2 oder sagen Sie nein.',
    accepted: 'Danke. Ich verbinde Sie jetzt.',
    declined: 'In Ordnung. Ich sage es dem Anrufer. Auf Wiederhören.',
    calledOff: 'Der Anrufer wartet nicht mehr. Auf Wiederhören.',
    undecided: 'Ich sage dem Anrufer, dass gerade niemand da ist. Auf Wiederhören.',
  },
  fr: {
    opening: 'Bonjour. J’ai un appel en attente pour vous.',
    caller: (who) => `L’appel vient de ${who}`,
    reason: (why) => `Le motif : ${why}`,
    tried: (what) => `Ce qui a été fait jusqu’ici : ${what}`,
    decide: 'Appuyez sur 1 ou dites oui pour prendre l’appel. Appuyez sur 2 ou dites non pour refuser.',
    question: 'Prenez-vous l’appel ? Appuyez sur 1 ou dites oui, ou appuyez sur 2 ou dites non.',
    accepted: 'Merci. Je vous mets en relation maintenant.',
    declined: 'Très bien. Je préviens la personne qui appelle. Au revoir.',
    calledOff: 'La personne qui appelait n’attend plus. Au revoir.',
    undecided: 'Je dirai que personne n’est disponible pour l’instant. Au revoir.',
  },
};

/** Texts for a BCP-47 `language`; English where there are none in it. */
export function briefingPhrases(language: string): BriefingPhrases {
  const primary = language.split('-', 1)[0]?.toLowerCase() ?? '';
  return Object.hasOwn(BY_LANGUAGE, primary) ? (BY_LANGUAGE[primary] ?? ENGLISH) : ENGLISH;
}
