/** Names under which secrets stand, as lower-case words; see Detector.fields. */

const lines = (...texts: string[]): readonly string[] => texts.flatMap((text) => text.split(', '));

export const passwordNames = lines(
  'password, passwords, passwd, passwort, pwd, pass, passphrase, pass phrase, passcode, pass code, pswd, psw',
  'passwrd, pword, pass word, user password, user pass, userpass, db password, db pass, dbpass',
  'database password, root password, admin password, new password, old password, current password',
  'login password, temp password, temporary password, password confirmation, confirm password',
  'password again, repeat password, verify password, password hint answer, security answer, secret answer',
  'psk, pre shared key, preshared key, wifi password, wpa passphrase',
  'kennwort, mot de passe, motdepasse, mdp, contrasena, clave, clave acceso, parola d ordine, parola',
  'senha, palavra passe, palavrapasse, wachtwoord, haslo, heslo, parole, losenord, adgangskode, passord',
  'salasana, sifre, jelszo, lozinka, geslo, pg password, pgpassword, mysql pwd, redis password',
  'smtp password, requirepass, masterauth, ansible become pass, vault password, keystore password',
  'storepass, keypass, sudo password, identified by, one time password, authtok, default authtok',
  '$pw, key password, keystore pass, truststore pass, seed phrase, mnemonic, recovery phrase, secret phrase',
  // Other scripts and languages
  'пароль, код доступа, パスワード, 暗証番号, 密码, 密碼, 口令, 비밀번호, 암호, κωδικος προσβασης, κωδικος',
  'סיסמה, كلمة المرور, كلمة السر, รหัสผ่าน, mat khau, kata sandi, sandi, parool, parola, slaptazodis, fjalekalimi',
  'zaporka, tajna rec, parola chiave, contrasenya, pasahitza, cyfrinair, lykilord, katalaluan',
);

/** Numbers that open for a person, for once or for good. */
export const pinNames = lines(
  'pin, card pin, pin number, user pin, sim pin, atm pin, access pin, otp, otp code, one time code',
  'verification code, mfa code, two factor code, sms code, login code, recovery code, recovery codes',
  'backup code, backup codes, unlock code, puk',
);

export const secretNames = lines(
  'secret, api key, credential, credentials, creds, user auth, secret string, secret key base, apikey',
  'api secret, api token, app secret, app key, application secret, application key, client secret',
  'consumer secret, consumer key, secret key, secret token, secret value, shared secret, signing secret',
  'webhook secret, token, auth token, access token, refresh token, session token, bearer token',
  'oauth token, oauth secret, security token, csrf token, x api key, encryption key, master key',
  'auth key, authkey, access key, deploy key, hmac key, hmac secret, jwt secret',
  'session secret, cookie secret, session key, bot token, webhook token, reset token, otp secret',
  'totp secret, mfa secret, two factor secret, geheimnis, api schluessel, api schlussel, zugriffstoken, token key',
  'clave de api, chave de api, cle d api, clave de acceso api, jeton, jeton d acces, jeton api, token di accesso, token de acceso, token de acesso, clave privada, ключ api',
  'api ключ, секретный ключ, токен, トークン, apiキー, 密钥, 令牌, 토큰, api anahtari, klucz api, klic api',
  'webhook signing key, sign key, server key, service key, service role key, admin key, root key, write key',
  'license token, integration key, integration token, ingest key, ingestion key, heartbeat key, dsn key',
  'cle api, clave api, chiave api, chave api, clave secreta, api sleutel, key secret, private token',
  'access secret, token secret, sas token, unseal key, recovery key, bearer, oauth bearer',
  'subscription key, signing key secret, signature secret, personal access token, vault token',
  'user token, device token secret, api password, api pass, auth secret, x auth token, x access token',
  'secret access key, aws secret, aws secret key, aws secret access key, aws session token',
  'aws security token, crumb, jenkins crumb',
  'jwt, jwt token, id token, json web token, instrumentation secret, apikeys, api keys, tokens, secrets, token value',
);
