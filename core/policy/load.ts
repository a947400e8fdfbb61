/**
 * Loads a configuration: text to YAML, `${...}` filled in, schema, meaning, and from it listeners and
 * a compiled policy. All faults are found in one pass. Nothing is half loaded: with one error there
 * is no policy.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Detector } from '../detect/detector.ts';
import type { KeyRing } from '../mask/mask.ts';
import { type ListenerSpec, parseAddress } from '../net/spec.ts';
import { type CheckContext, checkRule } from './check.ts';
import { CompiledPolicySet } from './compile.ts';
import { checkDead, checkExemptions } from './dead.ts';
import { builtinDetection, type DetectionSource } from './detection.ts';
import { expandPolicies, type PolicySpec } from './expand.ts';
import { interpolate } from './interpolate.ts';
import { readKeys } from './keys.ts';
import { checkTogether, type ProtocolFacts, resolveListener } from './listeners.ts';
import { type Countries, readCountries } from './networks.ts';
import { type Parsed, parseConfig } from './parse.ts';
import type { Policy } from './plan.ts';
import { recogniserOf } from './recognise.ts';
import { compileRule, type RuleContext } from './rules.ts';
import type { Config, TestCase } from './schema.ts';
import { type Fault, type Path, Source, sortFaults } from './source.ts';

export interface LoadOptions {
  readonly protocols: readonly ProtocolFacts[];
  readonly detection?: DetectionSource;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** ms since 1970, for exemptions that expire. */
  readonly now?: number;
}

export interface Loaded {
  readonly ok: true;
  readonly file: string;
  readonly config: Config;
  readonly listeners: readonly ListenerSpec[];
  readonly policy: Policy;
  readonly rules: readonly PolicySpec[];
  readonly keys: KeyRing;
  /** Detectors of the configuration. */
  readonly detectors: readonly Detector[];
  /** Cases of the file and of its policies. */
  readonly tests: readonly TestCase[];
  /** Warnings and notes, by line. */
  readonly warnings: readonly Fault[];
  /** First 12 characters of the SHA-256 of the text. */
  readonly hash: string;
}

export interface NotLoaded {
  readonly ok: false;
  readonly file: string;
  /** Errors, warnings and notes, by line. */
  readonly faults: readonly Fault[];
}

export type LoadResult = Loaded | NotLoaded;

/** Loads a configuration from a file. A file that cannot be read is a fault of its first line. */
export function loadFile(file: string, options: LoadOptions): LoadResult {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const message = `cannot be read: ${(error as NodeJS.ErrnoException).code}`;
    return { ok: false, file, faults: [{ severity: 'error', file, line: 1, column: 1, message }] };
  }
  return loadText(text, file, options);
}

/** Loads a configuration from text; `file` is what faults call it, and where relative paths start. */
export function loadText(text: string, file: string, options: LoadOptions): LoadResult {
  const source = new Source(text, file);
  const folder = dirname(resolve(file));
  const filledIn = interpolate(source, { env: options.env ?? process.env, folder });
  const parsed = parseConfig(source, filledIn);
  const loaded = parsed && new Loader(parsed, source, folder, options).load();
  if (!loaded || source.faults.some(({ severity }) => severity === 'error')) {
    return { ok: false, file, faults: sortFaults(source.faults) };
  }
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 12);
  return { ok: true, file, hash, warnings: sortFaults(source.faults), ...loaded };
}

/** The faults of a result, whatever their severity. */
export const faultsOf = (result: LoadResult): readonly Fault[] =>
  result.ok ? result.warnings : result.faults;

type LoadedParts = Omit<Loaded, 'ok' | 'file' | 'hash' | 'warnings'>;

class Loader {
  #config: Config;
  #parsed: Parsed;
  #source: Source;
  #folder: string;
  #options: LoadOptions;
  #detection: DetectionSource;
  #protocols: ReadonlyMap<string, ProtocolFacts>;

  constructor(parsed: Parsed, source: Source, folder: string, options: LoadOptions) {
    this.#config = parsed.config;
    this.#parsed = parsed;
    this.#source = source;
    this.#folder = folder;
    this.#options = options;
    this.#detection = options.detection ?? builtinDetection;
    this.#protocols = new Map(options.protocols.map((protocol) => [protocol.name, protocol]));
  }

  load(): LoadedParts {
    const config = this.#config;
    const listeners = this.#listeners();
    this.#checkAdmin(listeners);
    const keys = readKeys(config.keys, this.#folder, this.#source);
    const detectors = this.#detectors();
    const detectionFor = (classes: ReadonlySet<string>) =>
      this.#detection.create(classes, detectors);
    const rules: RuleContext = {
      keys,
      names: { groups: config.groups, services: config.services, countries: this.#countries() },
      ...this.#classes(detectors),
      recognises: recogniserOf([...this.#detection.detectors, ...detectors]),
    };
    const specs = this.#specs();
    const sound = this.#check(specs, rules, keys);
    const compiled = sound.map((spec) => compileRule(spec, rules));
    return {
      config,
      listeners,
      policy: new CompiledPolicySet(compiled, detectionFor),
      rules: specs,
      keys,
      detectors,
      tests: [...config.tests, ...testsOf(specs)],
    };
  }

  #listeners(): ListenerSpec[] {
    const indexes = this.#parsed.indexes('listeners');
    const context = {
      source: this.#source,
      folder: this.#folder,
      protocols: this.#protocols,
      defaults: this.#config,
    };
    const resolved = this.#config.listeners.flatMap((config, i) => {
      // Beyond the file's own there is only the stand-in for listeners that are missing.
      if (indexes[i] === undefined) return [];
      const spec = resolveListener({ index: indexes[i], config }, context);
      return spec ? [{ index: indexes[i], spec }] : [];
    });
    checkTogether(resolved, this.#source);
    return resolved.map(({ spec }) => spec);
  }

  #checkAdmin(listeners: readonly ListenerSpec[]): void {
    const text = this.#config.admin?.bind;
    if (text === undefined) return;
    const path: Path = ['admin', 'bind'];
    const bind = parseAddress(text);
    if (!bind) {
      this.#source.add(path, `'${text}' is not host:port`);
      return;
    }
    const clash = listeners.find(
      ({ bind: { host, port } }) => host === bind.host && port === bind.port,
    );
    if (clash && bind.port > 0) {
      this.#source.add(path, `${text} is taken by listener '${clash.name}'`);
    }
    const isLoopback = /^(127\.|::1$|localhost$)/.test(bind.host);
    if (!isLoopback && this.#config.admin?.token === undefined) {
      this.#source.note(path, 'everybody who reaches this address may read: set admin.token');
    }
  }

  #countries(): Countries | undefined {
    const file = this.#config.geo?.file;
    if (file === undefined) return undefined;
    try {
      return readCountries(resolve(this.#folder, file));
    } catch (error) {
      this.#source.add(['geo', 'file'], (error as Error).message);
      return undefined;
    }
  }

  #detectors(): Detector[] {
    const indexes = this.#parsed.indexes('detectors');
    const made: Detector[] = [];
    for (const [i, config] of this.#config.detectors.entries()) {
      const path = ['detectors', indexes[i]];
      try {
        const { detector, warning } = this.#detection.custom(config);
        if (made.some(({ id }) => id === detector.id)) {
          this.#source.add(path, `there is another detector '${detector.id}'`);
        }
        if (warning) this.#source.note(path, warning);
        made.push(detector);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        this.#source.add(path, error.message);
      }
    }
    return made;
  }

  /** Classes that are found, and the tags of each, built-in and of the configuration. */
  #classes(detectors: readonly Detector[]): Pick<RuleContext, 'classes' | 'tags'> {
    const tags = new Map<string, Set<string>>();
    for (const [name, info] of this.#detection.classes) tags.set(name, new Set(info.tags));
    // The detectors as written count, so that a faulty one does not bring faults of its policies.
    const written = this.#parsed.raw.detectors;
    for (const entry of Array.isArray(written) ? written : []) {
      const name = (entry as { class?: unknown } | null)?.class;
      if (typeof name === 'string' && !tags.has(name)) tags.set(name, new Set());
    }
    for (const { class: name } of detectors) if (!tags.has(name)) tags.set(name, new Set());
    for (const [name, info] of Object.entries(this.#config.classes)) {
      const known = tags.get(name);
      if (!known) this.#source.warn(['classes', name], `no detector finds class '${name}'`);
      for (const tag of info.tags ?? []) known?.add(tag);
    }
    return { classes: new Set(tags.keys()), tags };
  }

  #specs(): PolicySpec[] {
    const indexes = this.#parsed.indexes('policies');
    const placed = this.#config.policies.map((config, i) => ({ index: indexes[i], config }));
    const names = new Set<string>();
    for (const { index, config } of placed) {
      if (!('name' in config)) continue;
      if (names.has(config.name)) {
        this.#source.add(['policies', index, 'name'], `there is another '${config.name}'`);
      }
      names.add(config.name);
    }
    const { file } = this.#source;
    return expandPolicies(this.#config, placed, (path) => `${file}:${this.#source.line(path)}`);
  }

  /** Tells all faults of the rules; the rules that have none. */
  #check(specs: readonly PolicySpec[], rules: RuleContext, keys: KeyRing): PolicySpec[] {
    const { raw } = this.#parsed;
    const context: CheckContext = {
      source: this.#source,
      config: this.#config,
      protocols: this.#protocols,
      rules,
      keys,
      mentioned: (section) => new Set(Object.keys((raw[section] as object | undefined) ?? {})),
      now: this.#options.now ?? Date.now(),
    };
    const written = raw.policies as Record<number, object> | undefined;
    const sound = specs.filter((spec) =>
      checkRule(spec, written?.[spec.path[1] as number] ?? {}, context),
    );
    checkExemptions(specs, context);
    checkDead(sound, context);
    return sound;
  }
}

/** Cases of the policies; a preset's stand at each of its rules, and count once. */
function testsOf(specs: readonly PolicySpec[]): TestCase[] {
  return [...new Set(specs.flatMap(({ tests }) => tests))];
}
