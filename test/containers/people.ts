/** Seeded synthetic people, the sensitive part of every suite's data. The same index gives the same person. */

export interface Person {
  id: number;
  name: string;
  email: string;
  /** 16 digits that pass Luhn. */
  card: string;
  /** US social security number of the form 219-09-9999. */
  ssn: string;
  /** YYYY-MM-DD */
  born: string;
  salary: number;
}

const given = ['Ana', 'Bilal', 'Chloé', 'Dmitri', 'Eszter', 'Femi', 'Grace', 'Hiroshi'] as const;
const family = ['Alvarez', 'Brandt', 'Costa', 'Dubois', 'Eriksen', 'Fischer', 'Gatti'] as const;

export function person(id: number): Person {
  const first = given[id % given.length];
  const last = family[id % family.length];
  const ascii = first
    .normalize('NFD')
    .replaceAll(/[^A-Za-z]/g, '')
    .toLowerCase();
  const two = (value: number) => String(value).padStart(2, '0');
  return {
    id,
    name: `${first} ${last}`,
    email: `${ascii}.${last.toLowerCase()}${id}@mail.example.org`,
    card: withLuhnDigit(
      `411111${String(id * 7919)
        .padStart(9, '0')
        .slice(-9)}`,
    ),
    ssn: `${219 + (id % 300)}-${two(1 + (id % 99))}-${String(1 + ((id * 37) % 9998)).padStart(4, '0')}`,
    born: `${1940 + (id % 60)}-${two(1 + (id % 12))}-${two(1 + (id % 28))}`,
    salary: 30_000 + ((id * 1_237) % 90_000),
  };
}

export function people(count: number): Person[] {
  return Array.from({ length: count }, (_, index) => person(index + 1));
}

/** `digits` and the check digit of ISO/IEC 7812-1 behind them. */
function withLuhnDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const doubled = Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return digits + ((10 - (sum % 10)) % 10);
}
