// Remote: a process of the benchmark and the orders it takes, so that what one of them costs is not mixed with another.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a process does for the one that started it, by name. */
// Details are of any kind here; `Remote` gives each order its own type.
export type Orders = Readonly<Record<string, (...detail: never) => unknown>>;

export interface Remote<Served extends Orders> extends AsyncDisposable {
  /** Has an order carried out. Rejects when it fails, or takes longer than `ORDER_MS_MAX`. */
  ask<Name extends keyof Served & string>(
    name: Name,
    ...detail: Parameters<Served[Name]>
  ): Promise<Awaited<ReturnType<Served[Name]>>>;
}

interface Order {
  readonly id: number;
  readonly name: string;
  readonly detail: readonly unknown[];
}

type Answer =
  | { readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly id: number; readonly ok: false; readonly fault: string };

/** How long an order may take. */
const ORDER_MS_MAX = 45_000;
/** How long a process may take to leave when it is no longer needed. */
const LEAVE_MS_MAX = 2000;

/** Starts a file of this folder as a process of its own. */
export function remote<Served extends Orders>(file: string): Remote<Served> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--conditions=offhook-source', '--disable-warning=ExperimentalWarning', '--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, (answer: Answer) => void>();
  const gone = once(child, 'exit');
  let count = 0;
  child.on('message', (answer: Answer) => waiting.get(answer.id)?.(answer));
  child.on('exit', (code) => {
    for (const [id, tell] of waiting) tell({ id, ok: false, fault: `${file} left with ${code}` });
  });
  return {
    ask(name, ...detail) {
      count += 1;
      const order: Order = { id: count, name, detail };
      return new Promise((resolve, reject) => {
        const settle = (answer: Answer): void => {
          clearTimeout(limit);
          waiting.delete(order.id);
          if (answer.ok) resolve(answer.value as never);
          else reject(new Error(`${file}, ${name}: ${answer.fault}`));
        };
        const limit = setTimeout(
          () => settle({ id: order.id, ok: false, fault: `not done within ${ORDER_MS_MAX} ms` }),
          ORDER_MS_MAX,
        );
        waiting.set(order.id, settle);
        child.send(order);
      });
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const limit = setTimeout(() => child.kill('SIGKILL'), LEAVE_MS_MAX);
      if (child.connected) child.disconnect();
      await gone;
      clearTimeout(limit);
    },
  };
}

/** Takes orders from the process that started this one, and leaves with it. */
export function serve(orders: Orders): void {
  const known = new Map(Object.entries(orders));
  const carryOut = async ({ id, name, detail }: Order): Promise<void> => {
    let answer: Answer;
    try {
      const value = await known.get(name)?.(...(detail as never));
      answer = { id, ok: true, value };
    } catch (error) {
      answer = { id, ok: false, fault: error instanceof Error ? error.message : String(error) };
    }
    process.send?.(answer);
  };
  process.on('message', (order: Order) => void carryOut(order));
  process.on('disconnect', () => process.exit(0));
}
