/** The built-in detectors, in the order of their families. */
import { address, house, postalCode, town } from './contact/address.ts';
import { dob } from './contact/dob.ts';
import { email } from './contact/email.ts';
import { gender } from './contact/gender.ts';
import { geo } from './contact/geo.ts';
import { initial, name, party, role } from './contact/name.ts';
import { phone } from './contact/phone.ts';
import { handle, login, userId, username } from './contact/username.ts';
import type { Detector } from './detector.ts';
import { aba, account, bic } from './finance/bank.ts';
import { cardExpiry, cardId, cvv, expiry, expiryPart, track } from './finance/card-details.ts';
import { crypto } from './finance/crypto.ts';
import { iban } from './finance/iban.ts';
import { otherPan, pan } from './finance/pan.ts';
import { dea, icd10, insurance, member, mrn, npi, policy } from './health/health.ts';
import { identifiers } from './ids/index.ts';
import { messages } from './messages/index.ts';
import { ip, mac } from './net/addresses.ts';
import { credentials } from './secrets/credentials.ts';
import { jwt } from './secrets/jwt.ts';
import { hash, privateKey } from './secrets/keys.ts';
import { providers } from './secrets/providers.ts';

export const builtins: readonly Detector[] = [
  email,
  phone,
  name,
  role,
  party,
  initial,
  address,
  postalCode,
  house,
  town,
  dob,
  gender,
  geo,
  ip,
  mac,
  // Behind those whose finds they read.
  username,
  login,
  userId,
  handle,
  ...identifiers,
  pan,
  otherPan,
  cvv,
  cardId,
  cardExpiry,
  expiry,
  expiryPart,
  track,
  iban,
  bic,
  aba,
  account,
  crypto,
  mrn,
  npi,
  dea,
  icd10,
  insurance,
  policy,
  member,
  ...messages,
  jwt,
  privateKey,
  hash,
  ...providers,
  ...credentials,
];
