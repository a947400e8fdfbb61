/** Words with which sentences join a name and its value. */

/** Between a noun and the number that it names. */
export const betweenWords: ReadonlySet<string> = new Set(
  'number numbers no nr num id code is was the of'.split(' '),
);

/** Between a name and its value. */
export const linkingVerbs: ReadonlySet<string> = new Set(
  'is was are now ist lautet est es'.split(' '),
);
