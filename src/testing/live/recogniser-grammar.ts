// Recogniser grammar: the small vocabulary that a rehearsal's caller can say in their own voice, in JSGF.

/** Java Speech Grammar Format 1.0 (W3C note of 2000). Every word stands in the CMU dictionary of American English. */
export const RECOGNISER_GRAMMAR = `#JSGF V1.0;
grammar rehearsal;
public <turn> = <hello> | <hours> | <open> | <book> | <when> | <name> | <human> | <who> | <short> | <goodbye>;
<hello> = hello | good morning | good afternoon;
<hours> = [what are | tell me] your opening hours | when are you open | what time do you (open | close);
<open> = are you open (on <weekday> | today | tomorrow);
<book> = (i would like | i want | can i) to (book | make) an appointment | can i (book | make) an appointment | book an appointment;
<when> = [on] (<weekday> | today | tomorrow) [at <hour>] [in the (morning | afternoon | evening)] | at <hour> [in the (morning | afternoon | evening)];
<name> = my name is <person>;
<person> = ada lovelace | john smith | mary jones | alice | robert | david | susan | peter | anna;
<human> = can i (talk | speak) to a (human | person) [please] | i want to (talk | speak) to a (human | person) | human please | operator;
<who> = who am i talking to | who are you;
<short> = yes [please] | no [thank you] | wait [stop] | stop;
<goodbye> = goodbye | thank you goodbye | thank you bye | bye;
<weekday> = monday | tuesday | wednesday | thursday | friday | saturday | sunday;
<hour> = <number> [thirty] [o'clock | a m | p m];
<number> = one | two | three | four | five | six | seven | eight | nine | ten | eleven | twelve;
`;
