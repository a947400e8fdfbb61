import { readDate } from './dates.ts';
import { type Arguments, type MaskDefinition, numberTypes } from './definition.ts';
import { defaultFor, hidden } from './fallback.ts';

const number = /^-?\d{1,15}(\.\d{1,15})?$/;

/** The bucket of `value`: [from, to), either end open where the bounds end. */
type Bucket = readonly [number | undefined, number | undefined];

function bucketing(args: Arguments): (value: number) => Bucket {
  const size = args.size as number | undefined;
  if (size !== undefined) {
    return (value) => {
      const from = Math.floor(value / size) * size;
      return [from, from + size];
    };
  }
  const bounds = args.bounds as readonly number[];
  return (value) => {
    const index = bounds.findIndex((bound) => value < bound);
    if (index < 0) return [bounds[bounds.length - 1], undefined];
    return [bounds[index - 1], bounds[index]];
  };
}

function label([from, to]: Bucket): string {
  if (from === undefined) return `<${to}`;
  return to === undefined ? `>=${from}` : `${from}-${to}`;
}

/** First day of the month, quarter, year or decade. */
function startOf(unit: string, year: number, month: number): [number, number] {
  if (unit === 'month') return [year, month];
  if (unit === 'quarter') return [year, month - ((month - 1) % 3)];
  return [unit === 'year' ? year : year - (year % 10), 1];
}

function check(args: Arguments): string | undefined {
  const given = ['size', 'bounds', 'unit'].filter((name) => args[name] !== undefined);
  if (given.length !== 1) return 'bucket takes exactly one of size, bounds and unit';
  const bounds = args.bounds as readonly number[] | undefined;
  if (bounds?.some((bound, i) => i > 0 && bound <= bounds[i - 1])) {
    return 'the bounds of bucket must ascend';
  }
  return undefined;
}

/** The range that a number or date falls in, instead of the value. */
export const bucket: MaskDefinition = {
  name: 'bucket',
  summary: 'the range that a number or date falls in: its lower end, or `20-30` in a text',
  parameters: {
    size: { kind: 'number', min: 1e-6, max: 1e15, summary: 'width of every range' },
    bounds: { kind: 'numbers', summary: 'ascending ends of the ranges' },
    unit: {
      kind: 'choice',
      of: ['month', 'quarter', 'year', 'decade'],
      summary: 'range of a date',
    },
  },
  suitsFor: ({ unit }) => (unit === undefined ? ['pii.geo'] : ['pii.dob']),
  types: ['text', ...numberTypes, 'date', 'datetime'],
  typesFor: (args) =>
    args.unit === undefined ? ['text', ...numberTypes] : ['text', 'date', 'datetime'],
  check,
  compile(args) {
    const unit = args.unit as string | undefined;
    if (unit !== undefined) return (text, type) => dateBucket(text, type, unit);
    const bucketOf = bucketing(args);
    return (text, type) => {
      if (!number.test(text)) return hidden(text, type);
      const found = bucketOf(Number(text));
      if (type === 'text') return label(found);
      const lower = found[0] ?? found[1]! - 1;
      return type === 'integer' ? String(Math.floor(lower)) : String(lower);
    };
  },
};

function dateBucket(text: string, type: string, unit: string): string {
  const date = readDate(text);
  if (!date) {
    return type === 'text' ? hidden(text, 'text') : defaultFor(type as 'date' | 'datetime');
  }
  const [year, month] = startOf(unit, date.year, date.month);
  const day = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-01`;
  return type === 'datetime' ? `${day}T00:00:00.000Z` : day;
}
