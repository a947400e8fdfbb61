/**
 * Metrics for Prometheus. Events add to plain numbers; the client library sees them only when it is
 * scraped. Labels are bounded by the configuration: listener, class, action, code, and resources that
 * are on the list of `admin.resources` (all others count as `other`).
 */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { EventHub } from '../core/events.ts';
import { anyOf } from '../core/policy/glob.ts';
import { isDecodeError } from './codes.ts';

export interface MetricsOptions {
  /** The embedder's own registry; a new one unless given. */
  readonly registry?: Registry;
  readonly version?: string;
  /** Resources that metrics name, globs. */
  readonly resources?: readonly string[];
  /** Metrics of the process and of Node as well. */
  readonly process?: boolean;
}

/** Beyond this many label sets of one metric the rest is counted under `other` labels. */
const series_count_max = 5_000;

/** Numbers by labels, read when scraped. */
class Series<L extends string> {
  readonly labelNames: readonly L[];
  #values = new Map<string, { labels: Record<L, string>; value: number }>();

  constructor(labelNames: readonly L[]) {
    this.labelNames = labelNames;
  }

  add(value: number, ...labels: string[]): void {
    this.#entry(labels).value += value;
  }

  set(value: number, ...labels: string[]): void {
    this.#entry(labels).value = value;
  }

  entries(): Iterable<{ labels: Record<L, string>; value: number }> {
    return this.#values.values();
  }

  #entry(values: string[]): { value: number } {
    const key = values.join('\0');
    const known = this.#values.get(key);
    if (known) return known;
    const full = this.#values.size >= series_count_max;
    const labels = Object.fromEntries(
      this.labelNames.map((name, i) => [name, full ? 'other' : values[i]]),
    ) as Record<L, string>;
    if (full) return this.#other(labels);
    const made = { labels, value: 0 };
    this.#values.set(key, made);
    return made;
  }

  #other(labels: Record<L, string>): { value: number } {
    const known = this.#values.get('other');
    if (known) return known;
    const made = { labels, value: 0 };
    this.#values.set('other', made);
    return made;
  }
}

/** The metrics of one gate. */
export class Metrics {
  readonly registry: Registry;

  constructor(options: MetricsOptions = {}) {
    this.registry = options.registry ?? new Registry();
    if (options.process) collectDefaultMetrics({ register: this.registry });
    const info = this.#gauge('build_info', 'Version of the gate', ['version', 'node'], 'first');
    info.set(1, options.version ?? '', process.version);
  }

  /** Subscribes to a gate's events. */
  subscribe(events: EventHub, resources: readonly string[] = []): this {
    this.#connections(events);
    this.#decisions(events, resources);
    this.#faults(events);
    this.#state(events);
    return this;
  }

  /** Adds a gauge whose value is asked for at each scrape. */
  gauge(name: string, help: string, value: () => number): void {
    new Gauge({
      name: `tidegate_${name}`,
      help,
      registers: [this.registry],
      collect() {
        this.set(value());
      },
    });
  }

  #connections(events: EventHub): void {
    const by = ['listener', 'protocol'] as const;
    const opened = this.#counter('connections_total', 'Client connections accepted', by);
    const closed = this.#counter('connections_closed_total', 'Client connections ended, by code', [
      ...by,
      'code',
    ]);
    const active = this.#gauge('connections_active', 'Client connections that are open', by);
    const bytes = this.#counter('bytes_total', 'Bytes of ended connections', [...by, 'direction']);
    const frames = this.#counter('frames_total', 'Frames of ended connections', by);
    events.on('connection.opened', ({ client: { listener, protocol } }) => {
      opened.add(1, listener, protocol);
      active.add(1, listener, protocol);
    });
    events.on('connection.closed', ({ client, bytesUp, bytesDown, frames: count, code }) => {
      const { listener, protocol } = client;
      active.add(-1, listener, protocol);
      closed.add(1, listener, protocol, code ?? 'none');
      bytes.add(bytesUp, listener, protocol, 'up');
      bytes.add(bytesDown, listener, protocol, 'down');
      frames.add(count, listener, protocol);
    });
  }

  #decisions(events: EventHub, resources: readonly string[]): void {
    const decisions = this.#counter('decisions_total', 'Findings that a policy decided on', [
      'listener',
      'protocol',
      'resource',
      'class',
      'action',
      'mode',
    ]);
    const named = anyOf(resources);
    events.on('decisions', ({ client: { listener, protocol }, records }) => {
      for (const { resource, class: name, action, shadow, count } of records) {
        const shown = named(resource) ? resource : 'other';
        const mode = shadow ? 'shadow' : 'enforce';
        decisions.add(count, listener, protocol, shown, name, action, mode);
      }
    });
  }

  #faults(events: EventHub): void {
    const by = ['listener', 'protocol', 'code'] as const;
    const refusals = this.#counter('refusals_total', 'Requests refused with a native error', by);
    const decode = this.#counter('decode_errors_total', 'Frames that were not understood', by);
    events.on('refusal', ({ client: { listener, protocol }, code }) => {
      refusals.add(1, listener, protocol, code);
    });
    events.on('decode.error', ({ client: { listener, protocol }, code }) => {
      if (isDecodeError(code)) decode.add(1, listener, protocol, code);
    });
  }

  #state(events: EventHub): void {
    const loads = this.#counter('policy_loads_total', 'Loads of the configuration', ['result']);
    const policies = this.#gauge('policies', 'Policies in force', [], 'max');
    const when = 'Last successful load, in seconds since 1970';
    const loadedAt = this.#gauge('policy_loaded_timestamp_seconds', when, [], 'min');
    const upHelp = 'Whether an upstream node could be reached';
    const up = this.#gauge('upstream_up', upHelp, ['listener', 'node'], 'min');
    events.on('policy.loaded', ({ ok, policies: count }) => {
      loads.add(1, ok ? 'ok' : 'failed');
      if (!ok) return;
      policies.set(count);
      loadedAt.set(Math.round(Date.now() / 1000));
    });
    events.on('upstream.changed', ({ listener, node, up: isUp }) => {
      up.set(isUp ? 1 : 0, listener, node);
    });
  }

  #counter<L extends string>(name: string, help: string, labelNames: readonly L[]): Series<L> {
    const series = new Series(labelNames);
    new Counter({
      name: `tidegate_${name}`,
      help,
      labelNames: [...labelNames],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const { labels, value } of series.entries()) this.inc(labels, value);
      },
    });
    return series;
  }

  /** `aggregator` says how the gauges of several workers become one. */
  #gauge<L extends string>(
    name: string,
    help: string,
    labelNames: readonly L[],
    aggregator: 'sum' | 'first' | 'min' | 'max' = 'sum',
  ): Series<L> {
    const series = new Series(labelNames);
    new Gauge({
      name: `tidegate_${name}`,
      help,
      aggregator,
      labelNames: [...labelNames],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const { labels, value } of series.entries()) this.set(labels, value);
      },
    });
    return series;
  }
}
