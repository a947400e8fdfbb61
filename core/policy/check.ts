/** What a policy means across its keys, and whether this gate can honour it: one fault for each no. */
import { MaskError, masks } from '../mask/index.ts';
import type { KeyRing } from '../mask/mask.ts';
import { levelOf, operationsOf, type PolicySpec } from './expand.ts';
import { fieldPattern, subjectPattern } from './field.ts';
import { anyOf, expandBraces, isGlob, listOf, reaches } from './glob.ts';
import type { ProtocolFacts } from './listeners.ts';
import { networkTest } from './networks.ts';
import { classesOf, compileRule, type RuleContext } from './rules.ts';
import type { Config, ExemptionConfig, MatchConfig, NotConfig } from './schema.ts';
import type { Path, Source } from './source.ts';

export interface CheckContext {
  readonly source: Source;
  readonly config: Config;
  readonly protocols: ReadonlyMap<string, ProtocolFacts>;
  readonly rules: RuleContext;
  readonly keys: KeyRing;
  /** Names that the file mentions, though their definition may be at fault. */
  readonly mentioned: (section: 'keys' | 'groups' | 'services' | 'classes') => ReadonlySet<string>;
  readonly now: number;
}

type Conditions = Partial<MatchConfig> | NotConfig | ExemptionConfig;

/** Runs `make`, and tells what it throws as a fault at `path`. */
function told(source: Source, path: Path, make: () => unknown): void {
  try {
    make();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    source.add(path, error.message);
  }
}

/** Names in `values` that nothing bears; globs must match at least one. */
function unknownNames(values: readonly string[] | undefined, known: Iterable<string>): string[] {
  const names = [...known];
  return (values ?? []).filter((value) => {
    try {
      return !names.some(anyOf([value]));
    } catch {
      return false;
    }
  });
}

function checkNames(at: Conditions, path: Path, context: CheckContext): void {
  const { source, config, mentioned } = context;
  const each = (key: keyof NotConfig & string, known: Iterable<string>, what: string) => {
    for (const name of unknownNames(listOf((at as NotConfig)[key] as string), known)) {
      source.add([...path, key], `there is no ${what} '${name}'`);
    }
  };
  each(
    'listener',
    config.listeners.map(({ name }) => name),
    'listener',
  );
  each('group', mentioned('groups'), 'group');
  each('service', mentioned('services'), 'service');
  if ('protocol' in at) each('protocol', context.protocols.keys(), 'protocol');
  if (at.geo !== undefined && !config.geo) {
    source.add([...path, 'geo'], "geo needs the file of networks: 'geo: { file: ... }'");
  }
}

function checkForms(at: Conditions, path: Path, { source }: CheckContext): void {
  const globs = ['listener', 'identity', 'client_app', 'resource', 'class'] as const;
  for (const key of globs) {
    const values = listOf((at as NotConfig)[key] as string | undefined);
    if (values) told(source, [...path, key], () => anyOf(values));
  }
  const networks = listOf(at.network);
  if (networks) told(source, [...path, 'network'], () => networkTest(networks));
  for (const field of listOf((at as NotConfig).field) ?? []) {
    told(source, [...path, 'field'], () => fieldPattern(field));
  }
}

/** Alternatives in braces one by one; none where they are at fault, which is told elsewhere. */
function resourcesOf(value: string | string[] | undefined): string[] {
  return (listOf(value) ?? []).flatMap((glob) => {
    try {
      return expandBraces(glob);
    } catch {
      return [];
    }
  });
}

function checkResources(at: Conditions, path: Path, context: CheckContext): void {
  for (const resource of resourcesOf((at as NotConfig).resource)) {
    const [head, rest] = resource.split(/:(.*)/s);
    if (rest === undefined && !head.includes('*')) {
      const example = [...context.protocols.keys()][0] ?? 'kafka';
      context.source.add(
        [...path, 'resource'],
        `'${resource}' names no protocol: write ${example}:${resource}`,
      );
    } else if (!isGlob(head) && !context.protocols.has(head)) {
      context.source.add([...path, 'resource'], `there is no protocol '${head}'`);
    }
  }
}

/** Globs over classes and tags that no detector's class answers to. */
function checkClasses(at: Conditions, path: Path, context: CheckContext, spec: PolicySpec): void {
  if (spec.preset) return;
  const { classes, tags } = context.rules;
  for (const name of unknownNames(listOf((at as NotConfig).class), classes)) {
    const why = context.mentioned('classes').has(name) ? 'no detector finds' : 'there is no';
    context.source.add([...path, 'class'], `${why} class '${name}'${suggestion(name, classes)}`);
  }
  const known = [...tags.values()].flatMap((set) => [...set]);
  for (const tag of listOf((at as NotConfig).tag) ?? []) {
    if (!known.includes(tag)) context.source.add([...path, 'tag'], `no class has the tag '${tag}'`);
  }
}

/** `; did you mean 'x'?` for the nearest of `names` within two edits, else nothing. */
export function suggestion(name: string, names: Iterable<string>): string {
  let best = '';
  let least = 3;
  for (const candidate of names) {
    const distance = editDistance(name, candidate);
    if (distance < least) [least, best] = [distance, candidate];
  }
  return best === '' ? '' : `; did you mean '${best}'?`;
}

/** Levenshtein distance; names are short. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, swap));
    }
    row = next;
  }
  return row[b.length];
}

function checkMask(spec: PolicySpec, context: CheckContext): void {
  const { source } = context;
  const { action, mask, path } = spec;
  if (action === 'mask' && !mask) source.add(path, `'${spec.name}' masks, but says not how: mask`);
  if (action !== 'mask' && mask) {
    source.add([...path, 'mask'], `mask belongs to action mask, not to ${action}`);
  }
  if (action !== 'mask' || !mask) return;
  const key = mask.key;
  if (typeof key === 'string' && !context.mentioned('keys').has(key)) {
    const close = suggestion(key, context.mentioned('keys'));
    source.add([...path, 'mask', 'key'], `there is no key '${key}'${close}`);
    return;
  }
  const { subject } = mask;
  if (typeof subject === 'string') {
    told(source, [...path, 'mask', 'subject'], () => subjectPattern(subject));
  }
  const suits = masks.find(({ name }) => name === mask.with)?.suitsFor?.(mask);
  if (!suits || levelOf(spec) !== 'class') return;
  const serves = anyOf(suits);
  const others = [...classesOf(spec.match, context.rules)].filter(
    (name) => !serves(name) && !isCustom(name, context),
  );
  if (others.length === 0) return;
  const classes = `class${others.length > 1 ? 'es' : ''} ${someOf(others)}`;
  source.add(
    [...path, 'mask'],
    `mask ${mask.with} cannot serve ${classes}; it serves ${suits.join(', ')}`,
  );
}

const named_count_max = 4;

/** The first of some names, and how many more there are. */
function someOf(names: readonly string[]): string {
  const more = names.length - named_count_max;
  const first = names.slice(0, named_count_max);
  return more > 1 ? `${first.join(', ')} and ${more} more` : names.join(', ');
}

const isCustom = (name: string, { config }: CheckContext): boolean =>
  config.detectors.some((detector) => detector.class === name);

/** Protocols of this gate's listeners that the policy is for. */
export function protocolsOf(spec: PolicySpec, context: CheckContext): string[] {
  const { match } = spec;
  const served = new Set(context.config.listeners.map(({ protocol }) => protocol));
  const names = listOf(match.protocol);
  const resources = listOf(match.resource);
  const listeners = listOf(match.listener);
  return [...served].filter((protocol) => {
    try {
      if (names && !anyOf(names)(protocol)) return false;
      if (resources && !resources.some((glob) => reaches(glob, protocol))) return false;
      return (
        !listeners ||
        context.config.listeners.some((l) => l.protocol === protocol && anyOf(listeners)(l.name))
      );
    } catch {
      return false;
    }
  });
}

/** An action that a protocol cannot take on an operation fails at load, with the protocol's reason. */
function checkActions(spec: PolicySpec, context: CheckContext): void {
  const { action } = spec;
  for (const name of protocolsOf(spec, context)) {
    const table = context.protocols.get(name)?.actions;
    if (!table) continue;
    for (const operation of operationsOf(spec.match)) {
      if (table[operation].includes(action)) continue;
      const why = table.because[`${action} on ${operation}`] ?? '';
      context.source.add(
        [...spec.path, 'action'],
        `${action} on ${operation} is not possible for ${name}${why && `: ${why}`}`,
      );
    }
  }
}

function checkLevels(spec: PolicySpec, { source }: CheckContext): void {
  const { match, path } = spec;
  const level = levelOf(spec);
  for (const key of ['confidence', 'count', 'distinct'] as const) {
    if (match[key] !== undefined && level !== 'class') {
      source.add([...path, 'match', key], `${key} needs class or tag`);
    }
  }
  const { not } = match;
  if (not && (not.class !== undefined || not.tag !== undefined) && level !== 'class') {
    source.add([...path, 'match', 'not'], 'class and tag under not need class or tag under match');
  }
  if (not?.field !== undefined && level === 'resource') {
    source.add(
      [...path, 'match', 'not', 'field'],
      'field under not needs field or class under match',
    );
  }
}

const later: Readonly<Record<string, string>> = {
  limit: 'limit is not supported yet',
  on_error: 'on_error belongs to a listener, or to the gate as a whole',
};

function checkLater(spec: PolicySpec, raw: object, { source }: CheckContext): void {
  for (const key of ['limit', 'on_error']) {
    if (key in raw) source.add([...spec.path, key], later[key], 'key');
  }
}

/** All faults of one rule. True when it can be compiled. */
export function checkRule(spec: PolicySpec, raw: object, context: CheckContext): boolean {
  const { source } = context;
  const before = source.faults.length;
  const places: [Conditions, Path][] = [[spec.match, [...spec.path, 'match']]];
  if (spec.match.not) places.push([spec.match.not, [...spec.path, 'match', 'not']]);
  spec.exempt.forEach((exemption, i) => {
    places.push([exemption, [...spec.path, 'exempt', i]]);
  });
  for (const [conditions, path] of places) {
    checkForms(conditions, path, context);
    checkNames(conditions, path, context);
    checkResources(conditions, path, context);
    checkClasses(conditions, path, context, spec);
  }
  checkLater(spec, raw, context);
  checkMask(spec, context);
  checkLevels(spec, context);
  checkActions(spec, context);
  if (source.faults.length > before) return false;
  try {
    compileRule(spec, context.rules);
    return true;
  } catch (error) {
    if (!(error instanceof MaskError)) throw error;
    source.add([...spec.path, 'mask', error.parameter], error.message);
    return false;
  }
}
