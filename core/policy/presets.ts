/**
 * Ready policies. A preset is a list of rules over classes; a policy `preset: pci` stands for all of
 * them, with its own `match`, `mode`, `priority`, `exempt`, `action` and `mask` laid over each.
 */
import type { Action } from '../events.ts';
import type { MaskSpec } from '../mask/mask.ts';

export interface PresetRule {
  readonly name: string;
  readonly classes: readonly string[];
  readonly action: Action;
  readonly mask?: MaskSpec;
}

const mask = (name: string, classes: readonly string[], spec: MaskSpec): PresetRule => ({
  name,
  classes,
  action: 'mask',
  mask: spec,
});

/** PCI DSS 4.0: 3.4.1 shows at most BIN and last four; 3.3.1 keeps authentication data nowhere. */
const pci: readonly PresetRule[] = [
  mask('card numbers', ['pci.pan'], { with: 'show_last', count: 4 }),
  mask('card authentication data', ['pci.cvv', 'pci.track'], { with: 'redact' }),
  mask('card expiry dates', ['pci.expiry'], { with: 'redact' }),
];

/** GDPR: personal data (art. 4(1)), health data as a special category (art. 9). */
const gdpr: readonly PresetRule[] = [
  mask('e-mail addresses', ['pii.email'], { with: 'email' }),
  mask('phone numbers', ['pii.phone'], { with: 'show_last', count: 2 }),
  mask('dates of birth', ['pii.dob'], { with: 'year_only' }),
  mask('names and addresses', ['pii.name', 'pii.address', 'pii.username'], { with: 'redact' }),
  mask('gender and place', ['pii.gender', 'pii.geo'], { with: 'redact' }),
  mask('national identifiers', ['pii.ssn', 'pii.id.*', 'pii.passport', 'pii.driver_license'], {
    with: 'redact',
  }),
  mask('bank accounts', ['fin.iban', 'fin.account'], { with: 'show_last', count: 4 }),
  mask('online identifiers', ['net.ip', 'net.mac'], { with: 'redact' }),
  mask('health data', ['med.*'], { with: 'redact' }),
];

/** HIPAA, 45 CFR 164.514(b)(2): the identifiers of the Safe Harbor method. */
const hipaa: readonly PresetRule[] = [
  mask('names and addresses', ['pii.name', 'pii.address', 'pii.geo'], { with: 'redact' }),
  mask('dates', ['pii.dob'], { with: 'year_only' }),
  mask('contact data', ['pii.phone', 'pii.email'], { with: 'redact' }),
  mask('national identifiers', ['pii.ssn', 'pii.id.*', 'pii.passport', 'pii.driver_license'], {
    with: 'redact',
  }),
  mask('medical records and plans', ['med.*'], { with: 'redact' }),
  mask('accounts', ['fin.account', 'fin.iban', 'pci.pan'], { with: 'redact' }),
  mask('devices and addresses', ['net.ip', 'net.mac'], { with: 'redact' }),
];

const secrets: readonly PresetRule[] = [
  mask('keys, tokens and passwords', ['secret.*'], { with: 'redact' }),
];

export const presets: Readonly<Record<string, readonly PresetRule[]>> = {
  pci,
  gdpr,
  hipaa,
  secrets,
};
