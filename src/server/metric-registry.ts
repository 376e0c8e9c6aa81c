// Metric registry: the metrics of the table, made; labels cannot grow without bound.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import { METRICS, type MetricDoc, type MetricName } from './metric-table.ts';

/** Values of a label that is bounded by configuration alone. */
export const LABEL_VALUES_MAX = 32;

type Named<Kind extends MetricDoc['kind']> = {
  [Name in MetricName]: (typeof METRICS)[Name] extends { readonly kind: Kind } ? Name : never;
}[MetricName];

/** By label. */
export type Labels = Readonly<Record<string, string>>;

/** Counts under the names of the table. Of none of these may a name or a label be made of what a peer says. */
export interface MetricRegistry {
  readonly contentType: string;
  count(name: Named<'counter'>, labels?: Labels, by?: number): void;
  /** Of a counter that is kept elsewhere: its value. */
  counted(name: Named<'counter'>, labels: Labels, value: number): void;
  observe(name: Named<'histogram'>, value: number, labels?: Labels): void;
  set(name: Named<'gauge'>, labels: Labels, value: number): void;
  /** Forgets every value of a gauge. */
  forget(name: Named<'gauge'>): void;
  text(): Promise<string>;
  clear(): void;
}

/** A registry of its own, so that two servers in one process do not mix. */
export function metricRegistry(): MetricRegistry {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const counters = new Map<string, Counter>();
  const gauges = new Map<string, Gauge>();
  const histograms = new Map<string, Histogram>();
  const seen = new Map<string, Set<string>>();
  const last = new Map<string, number>();
  for (const [name, doc] of Object.entries<MetricDoc>(METRICS)) {
    const about = { name, help: doc.help, labelNames: Object.keys(doc.labels ?? {}), registers };
    if (doc.kind === 'counter') counters.set(name, new Counter(about));
    else if (doc.kind === 'gauge') gauges.set(name, new Gauge(about));
    else histograms.set(name, new Histogram({ ...about, buckets: [...(doc.buckets ?? [])] }));
  }

  function bounded(labels: Labels): Labels {
    const { model } = labels;
    if (model === undefined) return labels;
    const known = seen.get('model') ?? new Set<string>();
    seen.set('model', known);
    if (known.size < LABEL_VALUES_MAX) known.add(model);
    return known.has(model) ? labels : { ...labels, model: 'other' };
  }

  return {
    contentType: registry.contentType,
    count: (name, labels = {}, by = 1) => counters.get(name)?.inc(bounded(labels), by),
    counted(name, labels, value) {
      const key = JSON.stringify([name, labels]);
      const before = last.get(key) ?? 0;
      last.set(key, value);
      counters.get(name)?.inc(labels, Math.max(0, value - before));
    },
    observe: (name, value, labels = {}) => histograms.get(name)?.observe(bounded(labels), value),
    set: (name, labels, value) => gauges.get(name)?.set(labels, value),
    forget: (name) => gauges.get(name)?.reset(),
    text: () => registry.metrics(),
    clear: () => registry.clear(),
  };
}
