/** What the evasions try to get past the gate. */
const email = 'maria.keller@mail.example.org';
const card = '4111111111111111';
const ssn = '536-22-8714';
const salary = '98123';

export const secrets = {
  email,
  card,
  ssn,
  /** A number that only the name of its field makes sensitive. */
  salary,
  json: JSON.stringify({ email, card, ssn, salary: Number(salary) }),
} as const;
