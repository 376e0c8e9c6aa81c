// transfer_to_human: the built-in tool, with the clinic's own rule for when to use it.
import { transferToHuman as builtIn } from 'offhook';

export const transferToHuman = builtIn({
  description:
    'Puts the caller through to the staff of the clinic. Call it when the caller asks for a person, is upset, is in pain, or asks about prices, insurance or treatment.',
});
