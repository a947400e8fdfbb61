import { createReadStream, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import { stringify } from 'yaml';
import { CommandError, type Io } from './io.ts';
import type { CliContext } from './main.ts';

interface Options {
  readonly audit: string;
  readonly minimum: string;
  readonly days: string;
  readonly out?: string;
  readonly json?: boolean;
}

/** Who was seen with one class in one resource. */
interface Habit {
  readonly class: string;
  readonly resource: string;
  readonly fields: Set<string>;
  /** Identity -> how often, and on which days. */
  readonly readers: Map<string, { count: number; days: Set<string> }>;
}

export function learnCommand({ io }: CliContext): Command {
  return new Command('learn')
    .description('propose policies from what a gate in mode learn or shadow has recorded')
    .requiredOption('--audit <file>', 'audit file')
    .option('--minimum <count>', 'sightings that make an identity a known reader', '3')
    .option('--days <count>', 'different days on which they must be', '1')
    .option('--out <file>', 'where the policies go; stdout unless given')
    .option('--json', 'what was learnt instead of policies, one object a line')
    .action(async (options: Options) => {
      const habits = await habitsOf(options.audit);
      const isKnown = knownBy(Number(options.minimum), Number(options.days));
      if (options.json) return tell(habits, isKnown, io);
      const text = proposal(habits, isKnown, options.audit);
      if (options.out) writeFileSync(options.out, text);
      else io.out(text.trimEnd());
    });
}

type IsKnown = (reader: { count: number; days: Set<string> }) => boolean;

function knownBy(minimum: number, days: number): IsKnown {
  if (!(minimum >= 1) || !(days >= 1)) throw new CommandError('--minimum and --days begin at 1');
  return (reader) => reader.count >= minimum && reader.days.size >= days;
}

const habits_count_max = 100_000;

async function habitsOf(file: string): Promise<Habit[]> {
  const habits = new Map<string, Habit>();
  const input = createReadStream(file);
  try {
    for await (const text of createInterface({ input })) {
      const line = parsed(text);
      if (line?.event !== 'decision' || !line.class || line.operation !== 'read') continue;
      note(habits, line);
      if (habits.size > habits_count_max) throw new CommandError('the audit names too much');
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === undefined ? error : new CommandError(`${file} cannot be read: ${code}`);
  }
  return [...habits.values()].sort(
    (a, b) => a.resource.localeCompare(b.resource) || a.class.localeCompare(b.class),
  );
}

type Line = Readonly<Record<string, string>>;

function parsed(text: string): Line | undefined {
  try {
    return JSON.parse(text) as Line;
  } catch {
    return undefined;
  }
}

function note(habits: Map<string, Habit>, line: Line): void {
  const key = `${line.resource}\0${line.class}`;
  const habit = habits.get(key) ?? {
    class: line.class,
    resource: line.resource,
    fields: new Set(),
    readers: new Map(),
  };
  habits.set(key, habit);
  if (line.path && habit.fields.size < 100) habit.fields.add(line.path);
  const reader = habit.readers.get(line.identity) ?? { count: 0, days: new Set() };
  reader.count += Number(line.count) || 1;
  reader.days.add(String(line.time).slice(0, 10));
  habit.readers.set(line.identity, reader);
}

function tell(habits: readonly Habit[], isKnown: IsKnown, io: Io): void {
  for (const habit of habits) {
    io.json({
      class: habit.class,
      resource: habit.resource,
      fields: [...habit.fields],
      readers: [...habit.readers].map(([identity, reader]) => ({
        identity,
        count: reader.count,
        days: reader.days.size,
        known: isKnown(reader),
      })),
    });
  }
}

/** Whoever reads a class as a habit goes on reading it; for everybody else it is redacted. */
function proposal(habits: readonly Habit[], isKnown: IsKnown, audit: string): string {
  const policies = habits.map((habit) => {
    const known = [...habit.readers].filter(
      ([identity, reader]) => identity !== '' && isKnown(reader),
    );
    const readers = known.map(([identity]) => identity).sort();
    const seen = known.map(([identity, { count }]) => `${identity} ${count} times`).join(', ');
    return {
      name: `${habit.class} in ${habit.resource}`,
      description: `in ${[...habit.fields].slice(0, 10).join(', ')}; read by ${seen || 'nobody known'}`,
      mode: 'shadow',
      match: {
        class: habit.class,
        resource: habit.resource,
        ...(readers.length > 0 && { not: { identity: readers } }),
      },
      action: 'mask',
      mask: { with: 'redact' },
    };
  });
  return `# Proposed by tidegate learn from ${audit}. What went wrong while it was recorded is in it as
# well: read it, name groups instead of identities, then change mode shadow to enforce.
${stringify({ policies })}`;
}
