/** Names under which people sign in. No form of their own: the name of the field speaks. */
import type { Detector } from '../detector.ts';
import { isMasked, isPlaceholder, isReference } from '../value.ts';
import { never } from '../weigh.ts';

export const username: Detector = {
  id: 'pii.username',
  class: 'pii.username',
  shapes: 0,
  fields: [
    'username',
    'user name',
    'user login',
    'login',
    'login name',
    'loginname',
    'login id',
    'screen name',
    'nickname',
    'nick name',
    'user handle',
    'handle',
    'userid',
    'signin name',
    'sign in name',
    'benutzername',
    'benutzerkennung',
    'anmeldename',
    'nutzername',
    'nom utilisateur',
    'nom d utilisateur',
    'pseudo',
    'nombre usuario',
    'nombre de usuario',
    'nome utente',
    'nome usuario',
    'nome de usuario',
    'nome de utilizador',
    'gebruikersnaam',
    'inlognaam',
    'user',
  ],
  value(text) {
    const value = text.trim();
    if (value.length < 2 || value.length > 64 || isPlaceholder(value) || isReference(value))
      return never;
    if (!/^@?[\p{L}\p{N}][\p{L}\p{N}._\-+]*$/u.test(value) || isMasked(value)) return never;
    if (/^[0-9a-f]{8}-[0-9a-f-]{27}$|^[0-9a-f]{24,}$/i.test(value)) return never;
    // A capitalised word is more often somebody's name.
    if (/^\p{Lu}\p{Ll}+$/u.test(value)) return -3.6;
    return /\p{L}/u.test(value) ? -0.5 : never;
  },
};
