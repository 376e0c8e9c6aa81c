// Command line: how a command is called where this one runs, for what one is told to do next.

/** A checkout runs the sources, and by npm's scripts; an installed package runs what was built of them. */
const IN_CHECKOUT = import.meta.url.endsWith('.ts');

/** Commands that have a script of their own in package.json. */
const SCRIPTS: Readonly<Record<string, string>> = { start: 'npm start', call: 'npm run call' };

/** The line to type for `command`, e.g. `call --scenario booking`: by `npx offhook`, or by npm's scripts in a checkout. */
export function commandLine(command: string, inCheckout = IN_CHECKOUT): string {
  if (!inCheckout) return `npx offhook ${command}`;
  const [name = '', ...rest] = command.split(' ');
  const script = SCRIPTS[name];
  const [line, words] = script === undefined ? ['npm run offhook', [name, ...rest]] : [script, rest];
  // What begins with a dash npm takes for its own, unless told where its own end.
  const dashes = words.some((word) => word.startsWith('-')) ? ['--'] : [];
  return [line, ...dashes, ...words].join(' ');
}
