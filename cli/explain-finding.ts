/** A line of the audit, explained: which policy at which line, which detector, what it looked like. */
import { readFileSync } from 'node:fs';
import { CommandError, type Io } from './io.ts';

type AuditLine = Readonly<Record<string, unknown>>;

function findLine(id: string, audit: string): AuditLine {
  for (const line of audit.split('\n')) {
    if (!line.includes(id)) continue;
    try {
      const parsed = JSON.parse(line) as AuditLine;
      if (parsed.id === id) return parsed;
    } catch {
      // A line cut short by a crash.
    }
  }
  throw new CommandError(`the audit has no line '${id}'`);
}

/** Lines of the policy at `file:line`, up to the next policy, at most eight. */
function policyText(source: string): string[] {
  const match = /^(.*):(\d+)$/.exec(source);
  if (!match) return [];
  try {
    const lines = readFileSync(match[1], 'utf8').split('\n');
    const first = Number(match[2]) - 1;
    const indent = /^\s*/.exec(lines[first] ?? '')![0].length;
    let last = first + 1;
    while (last < lines.length && last < first + 8) {
      const own = /^\s*/.exec(lines[last])![0].length;
      if (lines[last].trim() === '' || own <= indent) break;
      last++;
    }
    return lines
      .slice(first, last)
      .map((line, i) => `${String(first + i + 1).padStart(6)}  ${line}`);
  } catch {
    return [];
  }
}

export function explainFinding(id: string, audit: string, json: boolean | undefined, io: Io): void {
  const line = findLine(id, audit);
  if (json) return io.json(line);
  const text = (name: string) => String(line[name] ?? '');
  const who = text('identity') || 'somebody who has not logged in';
  io.out(
    `${text('time')}  ${text('listener')} (${text('protocol')})  ${who} from ${text('address')}`,
  );
  if (line.event !== 'decision') {
    io.out(`${text('event')}: ${text('code')} ${text('detail')}`);
    return;
  }
  const verb = line.shadow ? 'would have been: ' : '';
  const field = text('path') || 'the resource as a whole';
  io.out(`${verb}${text('action')} on ${text('operation')} of ${text('resource')}, ${field}`);
  if (line.class) {
    io.out(`found ${text('class')} by ${text('detector')}, confidence ${text('confidence')}`);
  } else io.out('the policy names the field, whatever stands in it');
  if (line.shape) io.out(`it looked like ${text('shape')} (${text('count')} in the same frame)`);
  if (line.would) io.out(`it would have been written as ${text('would')}`);
  io.out(`policy '${text('policy')}', ${text('source')}`);
  for (const one of policyText(text('source'))) io.out(one);
}
