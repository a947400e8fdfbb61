import { showEnd } from './show.ts';

/** The last characters stay: `**** **** **** 1111`. */
export const showLast = showEnd(
  'show_last',
  true,
  'the last characters stay, at most half of the value',
);
