/**
 * The audit: one JSON line per decision, refusal, decode error, failed connection, login and change
 * of policy. Classes, paths, resources, identities, policies and shapes; never a value. docs/audit.md
 * lists the fields.
 */
import type { ClientFacts, DecisionRecord, EventHub, Operation } from '../core/events.ts';
import { isDecodeError } from './codes.ts';
import type { LineFile } from './line-file.ts';

/** Version of the lines: fields may be added, none changes its meaning. */
export const audit_version = 1;

/** Numbers lines of this process: `tidegate explain ID` finds one again. */
class Ids {
  #prefix = `${Date.now().toString(36)}-${process.pid.toString(36)}`;
  #count = 0;

  next(): string {
    return `${this.#prefix}-${(++this.#count).toString(36)}`;
  }
}

const clientFields = (client: ClientFacts) => ({
  conn: client.connection,
  listener: client.listener,
  protocol: client.protocol,
  address: client.address,
  identity: client.identity,
  client_app: client.clientApp,
});

const decisionFields = (record: DecisionRecord, operation: Operation, severity: string) => ({
  operation,
  action: record.action,
  shadow: record.shadow,
  policy: record.policy,
  source: record.source,
  class: record.class,
  severity,
  detector: record.detector,
  resource: record.resource,
  path: record.path,
  shape: record.shape,
  would: record.would,
  confidence: Math.round(record.confidence * 1e4) / 1e4,
  count: record.count,
});

/** Subscribes the audit to a gate's events. `severityOf` ranks classes, '' where there is none. */
export function auditEvents(
  events: EventHub,
  lines: Pick<LineFile, 'append'>,
  severityOf: (className: string) => string = () => '',
): void {
  const ids = new Ids();
  const write = (event: string, fields: object) => {
    const head = { v: audit_version, id: ids.next(), time: new Date().toISOString(), event };
    lines.append(JSON.stringify({ ...head, ...fields }));
  };
  events.on('decisions', ({ client, operation, records }) => {
    for (const record of records) {
      const severity = severityOf(record.class);
      write('decision', {
        ...clientFields(client),
        ...decisionFields(record, operation, severity),
      });
    }
  });
  events.on('refusal', ({ client, code, detail, native }) => {
    write('refusal', { ...clientFields(client), code, detail, native });
  });
  events.on('decode.error', ({ client, code, detail, offset }) => {
    write(isDecodeError(code) ? 'decode_error' : 'connection_fault', {
      ...clientFields(client),
      code,
      detail,
      offset,
    });
  });
  events.on('identity.learnt', ({ client }) => {
    write('login', clientFields(client));
  });
  events.on('policy.loaded', ({ ok, hash, policies, detail }) => {
    write('policy', { ok, hash, policies, detail });
  });
}
