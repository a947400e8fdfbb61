/**
 * The labelled corpus: records, documents, rows, sentences and log lines with the place and class of
 * everything sensitive in them, and the places and kinds of what only looks so.
 */
import { byContent, groups, helpful, resources, useless } from './names.ts';
import { negatives } from './negatives.ts';
import { type Locale, locales } from './people.ts';
import { Random } from './random.ts';
import { logLines, sentences } from './sentences.ts';
import { values } from './values.ts';

export type Kind = 'kafka-json' | 'document' | 'row' | 'text' | 'log';

export interface Label {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly class: string;
}

/** What must not be found, and of which kind it is. */
export interface Decoy {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly kind: string;
}

export interface Sample {
  readonly id: number;
  readonly kind: Kind;
  readonly resource: string;
  readonly value: unknown;
  readonly labels: readonly Label[];
  readonly decoys: readonly Decoy[];
}

interface Column {
  readonly name: string;
  readonly class?: string;
  readonly decoy?: string;
  /** Object that the column stands in; '' at the top. */
  readonly group: string;
  /** In a list of such values. */
  readonly many: boolean;
}

const classNames = Object.keys(helpful);
const decoyKinds = Object.keys(negatives);

function columnOf(random: Random, kind: Kind, taken: Set<string>): Column {
  const positive = random.chance(0.45);
  const named = random.chance(positive ? 0.65 : 0.75);
  const className = positive ? random.pick(classNames) : undefined;
  const decoy = positive ? undefined : random.pick(decoyKinds);
  const speaks =
    named || (className !== undefined && !byContent.has(className)) || decoy === 'masked';
  const names = className ? helpful[className] : negatives[decoy as string].names;
  let name = speaks ? random.pick(names) : random.pick(useless);
  while (taken.has(name)) name = `${random.pick(useless)}_${random.int(2, 99)}`;
  // A name that had to be given up says nothing, and then not every class can be told.
  if (className && !byContent.has(className) && !names.includes(name)) {
    return columnOf(random, kind, taken);
  }
  taken.add(name);
  // Of numbers that all pass Luhn a quarter begins like cards. Where no name speaks, no reader could
  // tell these from cards, nor their column from one that holds cards and other numbers.
  const isOpen = decoy === 'order_luhn' && !names.includes(name);
  const nests = kind !== 'row' && random.chance(0.4);
  return {
    name,
    class: className,
    decoy: isOpen ? 'order_long' : decoy,
    group: nests ? random.pick(groups) : '',
    many: kind !== 'row' && random.chance(0.1),
  };
}

class RecordBuilder {
  readonly value: Record<string, unknown> = {};
  readonly labels: Label[] = [];
  readonly decoys: Decoy[] = [];
  readonly #random: Random;
  readonly #locale: Locale;

  constructor(random: Random, locale: Locale) {
    this.#random = random;
    this.#locale = locale;
  }

  add(column: Column): void {
    const target = this.#groupOf(column.group);
    const path = column.group ? `$.${column.group}.${column.name}` : `$.${column.name}`;
    if (!column.many) target[column.name] = this.#draw(column, path);
    else target[column.name] = [0, 1].map((index) => this.#draw(column, `${path}[${index}]`));
  }

  #groupOf(group: string): Record<string, unknown> {
    if (group === '') return this.value;
    this.value[group] ??= {};
    return this.value[group] as Record<string, unknown>;
  }

  #draw(column: Column, path: string): unknown {
    if (column.class) {
      const text = values[column.class](this.#random, this.#locale);
      this.labels.push({ path, start: 0, end: text.length, class: column.class });
      const whole = /^[1-9]\d{0,14}$/.test(text) && this.#random.chance(0.2);
      return whole ? Number(text) : text;
    }
    const kind = column.decoy as string;
    const drawn = negatives[kind].draw(this.#random);
    this.decoys.push({ path, start: 0, end: String(drawn).length, kind });
    return drawn;
  }
}

function recordsOf(random: Random, count: number, first: number, table: number): Sample[] {
  const kind = random.pick<Kind>(['kafka-json', 'document', 'row']);
  const locale = random.pick(locales);
  const protocol = { 'kafka-json': 'kafka', document: 'mongo', row: 'mysql', text: '', log: '' }[
    kind
  ];
  const resource = `${protocol}:${random.pick(resources)}${table}`;
  const taken = new Set<string>();
  const columns = Array.from({ length: random.int(9, 16) }, () => columnOf(random, kind, taken));
  return Array.from({ length: count }, (_, index) => {
    const builder = new RecordBuilder(random, locale);
    for (const column of columns) builder.add(column);
    const { value, labels, decoys } = builder;
    return { id: first + index, kind, resource, value, labels, decoys };
  });
}

/** Fills a template and notes where everything came to stand. */
function fill(
  random: Random,
  locale: Locale,
  template: string,
): Omit<Sample, 'id' | 'kind' | 'resource'> {
  const labels: Label[] = [];
  const decoys: Decoy[] = [];
  let text = '';
  for (const part of template.split(/(\{-?[a-z][\w.]*\})/)) {
    const name = part.slice(1, -1);
    if (!/^\{-?[a-z]/.test(part)) text += part;
    else if (name.startsWith('-')) {
      const drawn = String(negatives[name.slice(1)].draw(random));
      decoys.push({
        path: '$',
        start: text.length,
        end: text.length + drawn.length,
        kind: name.slice(1),
      });
      text += drawn;
    } else {
      const drawn = values[name](random, locale);
      labels.push({ path: '$', start: text.length, end: text.length + drawn.length, class: name });
      text += drawn;
    }
  }
  return { value: text, labels, decoys };
}

function textOf(random: Random, id: number): Sample {
  const isLog = random.chance(0.5);
  const locale = random.pick(locales);
  const said = Object.values(negatives).flatMap((kind, at) =>
    (kind.said ?? []).map((line) => line.replace('@', `{-${decoyKinds[at]}}`)),
  );
  const template = isLog
    ? random.pick(logLines)
    : random.chance(0.25)
      ? random.pick(said)
      : random.pick(sentences[locale.id] ?? sentences.en_US);
  const kind = isLog ? 'log' : 'text';
  return {
    id,
    kind,
    resource: isLog ? 'kafka:logs' : 'mongo:crm.notes',
    ...fill(random, locale, template),
  };
}

/** A corpus of about `count` samples. */
export function generate(seed: number, count: number): Sample[] {
  const random = new Random(seed);
  const samples: Sample[] = [];
  const perTable = 30;
  for (let table = 0; samples.length < count * 0.7; table += 1) {
    samples.push(...recordsOf(random, perTable, samples.length, table));
  }
  while (samples.length < count) samples.push(textOf(random, samples.length));
  return samples;
}
