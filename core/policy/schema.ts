/**
 * The whole vocabulary of a configuration file, strict: a key that is not here is a fault. The JSON
 * Schema for editors is made from it (`tidegate config schema`). What a key means across several
 * keys is checked in `check.ts`.
 */
import { z } from 'zod';
import { limits } from '../limits.ts';
import { maskSchema } from './mask-schema.ts';

/** One text or a list of texts. */
const texts = z.union([z.string().min(1), z.array(z.string().min(1)).min(1).max(1000)]);

const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'must be letters, digits, - _ . (at most 63)');

const className = z
  .string()
  .regex(/^[a-z0-9_]+(\.[a-z0-9_]+)+$/, 'must be a dotted name such as pii.email');

const mode = z.enum(['off', 'learn', 'shadow', 'enforce']);
const onError = z.enum(['fail_closed', 'fail_open']);
const operation = z.enum(['read', 'write', 'admin']);
const severity = z.enum(['low', 'medium', 'high', 'critical']);
const action = z.enum(['allow', 'tag', 'alert', 'mask', 'drop', 'block']);
const fraction = z.number().min(0).max(1);
const operations = z.union([operation, z.array(operation).min(1)]);
const direction = z.enum(['request', 'response']);

/** Who acts: every condition that is given must hold, one of its values each. */
const who = {
  listener: texts.optional().describe('names of listeners, globs'),
  service: texts.optional().describe('names of services'),
  identity: texts.optional().describe('user as whom the client logged in, globs'),
  group: texts.optional().describe('names of groups'),
  network: texts.optional().describe('addresses of clients: 10.0.0.0/8, 192.0.2.7'),
  geo: texts.optional().describe('countries of clients, ISO 3166 codes'),
  client_app: texts.optional().describe('program as the client names itself, globs'),
};

const where = {
  protocol: texts.optional().describe('names of protocols'),
  resource: texts.optional().describe('kafka:orders.*, mongo:crm.people, mysql:shop.customers'),
  field: texts.optional().describe('column or path: salary, address.city, $.id'),
  operation: operations.optional().describe('read unless given'),
  direction: direction.optional().describe('request: towards the server; response: to the client'),
};

const what = {
  class: texts.optional().describe('class of data, globs: pii.email, pii.*'),
  tag: texts.optional().describe('classes that carry one of these tags'),
};

const match = z.strictObject({
  ...who,
  ...where,
  ...what,
  confidence: fraction.optional().describe('findings below do not count; .5 unless given'),
  count: z.number().int().min(1).optional().describe('findings in one record, document or row'),
  distinct: z.number().int().min(1).optional().describe('different values among them'),
  not: z.strictObject({ ...who, ...where, ...what }).optional(),
});

const exemption = z.strictObject({
  ...who,
  reason: z.string().min(1),
  ticket: z.string().min(1).optional(),
  expires: z
    .string()
    .regex(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d))?$/, 'must be YYYY-MM-DD')
    .optional(),
});

/** `schema.table.column`; null for what is computed. */
const origin = z
  .string()
  .regex(/^[^.]+\.[^.]+\.[^.]+$/, 'must be schema.table.column, or null for a computed value')
  .nullable();

/** A case for `tidegate test`: what goes in, as whom, and what must come out. */
const caseShape = z.strictObject({
  name: z.string().min(1),
  resource: z.string().min(1),
  operation: operation.optional(),
  identity: z.string().optional(),
  client_app: z.string().optional(),
  address: z.string().optional(),
  listener: z.string().optional(),
  input: z
    .unknown()
    .optional()
    .describe('a record, document or row as JSON; with pipeline the documents of the collection'),
  sql: z.string().min(1).optional().describe('a statement, and in rows what MySQL answers'),
  rows: z.array(z.record(z.string(), z.unknown())).optional().describe('what a server answers'),
  columns: z
    .record(z.string(), z.union([origin, z.strictObject({ from: origin, type: z.string() })]))
    .optional()
    .describe('where columns of rows come from; by default the same column of the resource'),
  pipeline: z.array(z.record(z.string(), z.unknown())).optional().describe('of an aggregate'),
  collections: z
    .record(z.string(), z.array(z.record(z.string(), z.unknown())))
    .optional()
    .describe('documents of other collections, by DB.COLLECTION'),
  expect: z.unknown().describe('the output, or the word blocked, dropped or unchanged'),
});

/** A case as written: what goes in is a value, a statement with its answer, or a pipeline. */
const testCase = caseShape.superRefine((one, context) => {
  const fault = caseFault(one);
  if (fault) context.addIssue({ code: 'custom', path: [fault[0]], message: fault[1] });
});

/** The key of a case that is at fault, and why. */
function caseFault(one: z.output<typeof caseShape>): [string, string] | undefined {
  const { sql, pipeline, input, resource } = one;
  if (sql === undefined) {
    for (const key of ['rows', 'columns'] as const) if (one[key]) return [key, `${key} needs sql`];
  } else {
    if (pipeline) return ['pipeline', 'sql and pipeline exclude each other'];
    if (input !== undefined) return ['input', 'with sql, rows say what the server answers'];
    if (!/^mysql:[^.]+\../.test(resource))
      return ['sql', 'sql needs a resource mysql:SCHEMA.TABLE'];
  }
  if (pipeline === undefined) {
    if (sql === undefined && input === undefined) return ['input', "'input' is missing"];
    return one.collections ? ['collections', 'collections needs pipeline'] : undefined;
  }
  if (!/^mongo:[^.]+\../.test(resource)) {
    return ['pipeline', 'pipeline needs a resource mongo:DB.COLLECTION'];
  }
  const documents = Array.isArray(input) && input.every((each) => each && typeof each === 'object');
  return documents ? undefined : ['input', 'with pipeline, input is a list of documents'];
}

const policyKeys = {
  mode: mode.optional(),
  priority: z.number().int().min(-1000).max(1000).optional().describe('the highest wins; 0'),
  exempt: z.array(exemption).optional(),
  tests: z.array(testCase).optional(),
};

const ownPolicy = z.strictObject({
  name: z.string().min(1).max(120),
  description: z.string().optional(),
  match,
  action,
  mask: maskSchema.optional(),
  ...policyKeys,
  limit: z.unknown().optional(),
  on_error: z.unknown().optional(),
});

const presetPolicy = z.strictObject({
  preset: z.enum(['pci', 'gdpr', 'hipaa', 'secrets']),
  match: z.strictObject({ ...who, ...where, not: match.shape.not }).optional(),
  action: action.optional().describe("instead of the preset's own"),
  mask: maskSchema.optional().describe("instead of the preset's own"),
  ...policyKeys,
});

const address = z.string().min(1);

const pem = z.string().min(1).describe('path of a PEM file, or the PEM itself');

const tls = z.strictObject({
  client: z
    .strictObject({
      cert: pem,
      key: pem,
      ca: pem.optional().describe('clients must show a certificate that it signed'),
    })
    .optional()
    .describe('the gate as TLS server towards clients'),
  server: z
    .union([
      z.boolean(),
      z.strictObject({
        ca: pem.optional(),
        cert: pem.optional(),
        key: pem.optional(),
        servername: z.string().min(1).optional(),
      }),
    ])
    .optional()
    .describe('the gate as TLS client towards the upstream'),
});

const limitNames = Object.keys(limits) as [keyof typeof limits, ...(keyof typeof limits)[]];
const limitsSchema = z.partialRecord(z.enum(limitNames), z.number().int().min(0));

const listener = z.strictObject({
  name,
  protocol: z.string().min(1),
  bind: address.describe('host:port'),
  upstream: z
    .union([address, z.array(address).min(1)])
    .describe('host:port, several with commas, or a connection string'),
  nodes: z
    .strictObject({ ports: z.string().regex(/^\d{1,5}-\d{1,5}$/, 'must be FIRST-LAST') })
    .optional()
    .describe('local ports that stand for the nodes of the cluster'),
  advertised: z.string().min(1).optional().describe('host that clients are told to use'),
  tls: tls.optional(),
  hosts: z
    .record(z.string(), z.string().min(1))
    .optional()
    .describe('upstream host names and where they are'),
  limits: limitsSchema.optional(),
  on_error: onError.optional(),
  registry: z
    .strictObject({
      url: z.url(),
      user: z.string().optional(),
      password: z.string().optional(),
      ca: pem.optional(),
    })
    .optional()
    .describe('schema registry'),
  lineage: z
    .strictObject({ user: z.string().min(1), password: z.string() })
    .optional()
    .describe('read-only account that resolves views'),
  options: z.record(z.string(), z.unknown()).optional().describe("the protocol's own"),
});

const detector = z.strictObject({
  name: name.optional().describe('the class unless given'),
  class: className.describe('class of what it finds'),
  pattern: z.string().min(1).max(1000).optional().describe('RE2 syntax'),
  keywords: z.array(z.string().min(2).max(100)).max(100).optional(),
  fields: z.array(z.string().min(1).max(200)).max(200).optional(),
  validator: z.string().min(1).optional(),
  min_confidence: fraction.optional(),
  except: z.array(z.string().min(1).max(1000)).max(1000).optional(),
});

const key = z
  .union([
    z.string().min(1),
    z.strictObject({
      file: z.string().min(1),
      encoding: z.enum(['raw', 'utf8', 'hex', 'base64']).default('raw'),
    }),
  ])
  .describe('at least 16 bytes; text, hex:..., base64:... or a file');

export const configSchema = z
  .strictObject({
    version: z.literal(1),
    mode: mode.default('enforce'),
    on_error: onError.default('fail_closed'),
    workers: z.number().int().min(1).max(256).default(1),
    listeners: z.array(listener).min(1).max(1000),
    policies: z
      .array(z.union([ownPolicy, presetPolicy]))
      .max(10_000)
      .default([]),
    classes: z
      .record(
        className,
        z.strictObject({
          description: z.string().optional(),
          severity: severity.optional(),
          tags: z.array(z.string().min(1)).optional(),
        }),
      )
      .default({}),
    detectors: z.array(detector).max(1000).default([]),
    groups: z
      .record(name, z.array(z.string().min(1)).min(1))
      .default({})
      .describe('identities, globs'),
    services: z
      .record(
        name,
        z.strictObject({
          identity: who.identity,
          network: who.network,
          client_app: who.client_app,
        }),
      )
      .default({}),
    geo: z
      .strictObject({ file: z.string().min(1) })
      .optional()
      .describe('CSV: first address, last address, country'),
    keys: z.record(name, key).default({}),
    limits: limitsSchema.default({}),
    admin: z
      .strictObject({
        bind: address.default('127.0.0.1:9464'),
        token: z.string().min(16).optional().describe('bearer token for what changes the gate'),
        resources: z
          .array(z.string().min(1))
          .max(1000)
          .optional()
          .describe('resources that metrics name, globs; all others count as other'),
      })
      .optional(),
    audit: z.strictObject({ file: z.string().min(1).describe('path, or - for stdout') }).optional(),
    log: z
      .strictObject({
        level: z
          .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'])
          .default('info'),
      })
      .default({ level: 'info' }),
    tests: z.array(testCase).default([]),
  })
  .describe('Tidegate configuration');

/** A file of cases alone. */
export const testFileSchema = z.strictObject({ tests: z.array(testCase) });

export type Config = z.output<typeof configSchema>;
export type ListenerConfig = z.output<typeof listener>;
export type OwnPolicyConfig = z.output<typeof ownPolicy>;
export type PresetPolicyConfig = z.output<typeof presetPolicy>;
export type PolicyConfig = OwnPolicyConfig | PresetPolicyConfig;
export type MatchConfig = z.output<typeof match>;
export type NotConfig = NonNullable<MatchConfig['not']>;
export type ExemptionConfig = z.output<typeof exemption>;
export type TestCase = z.output<typeof testCase>;
export type DetectorConfig = z.output<typeof detector>;
export type Mode = z.output<typeof mode>;
export type Texts = z.output<typeof texts>;

/** The JSON Schema (draft 2020-12) of a configuration file. Keys that begin with `x-` are free. */
export function jsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(configSchema, { io: 'input' }) as Record<string, unknown>;
  return { ...schema, title: 'Tidegate', patternProperties: { '^x-': {} } };
}
