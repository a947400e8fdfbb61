/** National identifiers, one file a country or region. */
import type { Detector } from '../detector.ts';
import { myNumber, nric, residentId, rrn } from './asia.ts';
import { medicare, tfn } from './au.ts';
import { rijksregister } from './be.ts';
import { cnpj, cpf } from './br.ts';
import { sin } from './ca.ts';
import { ahv } from './ch.ts';
import { steuerId } from './de.ts';
import { dni, nie } from './es.ts';
import { nir } from './fr.ts';
import { nhs, nino } from './gb.ts';
import { aadhaar, permanentAccount } from './in.ts';
import { codiceFiscale } from './it.ts';
import { curp } from './mx.ts';
import { bsn } from './nl.ts';
import { cpr, fodselsnummer, hetu, personnummer } from './nordic.ts';
import { driverLicense, passport } from './papers.ts';
import { pesel } from './pl.ts';
import { nif } from './pt.ts';
import { tckn } from './tr.ts';
import { itin, ssn } from './us.ts';
import { identityNumber } from './za.ts';

export const identifiers: readonly Detector[] = [
  ssn,
  itin,
  nino,
  nhs,
  steuerId,
  nir,
  dni,
  nie,
  codiceFiscale,
  bsn,
  rijksregister,
  pesel,
  nif,
  personnummer,
  hetu,
  cpr,
  fodselsnummer,
  ahv,
  cpf,
  cnpj,
  curp,
  aadhaar,
  permanentAccount,
  sin,
  tfn,
  medicare,
  residentId,
  myNumber,
  rrn,
  nric,
  identityNumber,
  tckn,
  passport,
  driverLicense,
];
