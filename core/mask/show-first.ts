import { showEnd } from './show.ts';

/** The first characters stay: `4111 11** **** ****`. */
export const showFirst = showEnd(
  'show_first',
  false,
  'the first characters stay, at most half of the value',
);
