/**
 * Words that turn names of fields one way or another, in the languages that the detectors' names are
 * written in (EN, DE, FR, ES, IT, PT, NL). Lower case, without marks.
 */

const set = (...lines: string[]): ReadonlySet<string> => new Set(lines.join(' ').split(/\s+/));

/** A record, table or part of a name with one of these is about a person. */
export const personWords = set(
  'person persons people user users customer customers client clients patient patients employee employees',
  'staff member members contact contacts subscriber subscribers guest guests passenger passengers',
  'traveller traveler student students teacher teachers applicant applicants candidate candidates',
  'holder cardholder accountholder owner owners recipient recipients sender beneficiary payee payer buyer buyers',
  'lead leads author authors doctor doctors physician nurse provider insured policyholder tenant',
  'resident residents citizen citizens driver drivers spouse child parent guardian relative crm hr',
  'profile profiles individual signatory shopper player players donor donors voter voters',
  'cust emp usr pat mbr attendee attendees assignee reviewer instructor professor coach manager supervisor mother father wife',
  'husband sibling dependent nominee trustee courier worker consultant therapist dentist attorney lawyer witness victim',
  'plaintiff defendant borrower lender landlord requester requestor approver creator invitee recruiter cashier interviewer',
  'reporter submitter initiator originator respondent responder adjuster technician moderator editor translator speaker',
  'presenter volunteer trainee trainer mentor mentee intern pupil lecturer tutor guarantor surgeon caregiver carer',
  'psychologist pharmacist prescriber practitioner veterinarian landlady lessee lessor renter homeowner occupant',
  'registrant licensee rider captain clerk receptionist secretary assistant founder shareholder colleague follower',
  'friend neighbour neighbor daughter son brother sister deceased offender suspect inmate juror judge annuitant payor',
  'traits pax paxs stu stud signer consignee attn nok kin billing shipping delivery emergency participant participants claimant claimants debtor debtors',
  'preparer voyageur voyageurs viajero viajeros viaggiatore viaggiatori reiziger reizigers reisender reisende fluggast',
  'fluggaeste fahrgast passagier passagiere passagers passager pasajero pasajeros passeggero passeggeri passageiro passageiros',
  'podrozny yolcu yolcular kyc actor actors musteriler kullanicilar calisanlar hastalar ogrenci ogrenciler personel',
  'kunde kunden benutzer nutzer mitarbeiter patientin kontakt kontakte empfaenger absender inhaber mitglied mitglieder',
  'anagrafica anagrafiche cadastro cadastros rubrica conjoint conjointe demandeur demandeurs assure assures locataire locataires',
  'conyuge solicitante solicitantes asegurado asegurados coniuge richiedente assicurato conjuge requerente segurado antragsteller',
  'versicherungsnehmer kreditnehmer darlehensnehmer kontoinhaber arbeitnehmer bewohner buerger schueler schuelerin azubi',
  'verzekeringnemer leerling leerlingen eleve eleves etudiant etudiants souscripteur emprunteur tomador prestatario beneficiario',
  'estudiante estudiantes alumna trabajador trabajadores studente studenti contraente lavoratore lavoratori aluno alunos estudante',
  'trabalhador colaborador colaboradores ubezpieczony uczen kredytobiorca pracownicy sigortali pacientes pazienti mandant mandanten',
  'ehegatte ehepartner versicherter versicherte mieter vermieter fahrer echtgenoot aanvrager verzekerde huurder',
  'personne personnes utilisateur utilisateurs employe employes contacts titulaire destinataire adherent adherents salarie salaries abonne abonnes',
  'persona personas usuario usuarios cliente clientes empleado empleados paciente pacientes titular destinatario alumno alumnos',
  'utente utenti clienti dipendente dipendenti paziente pazienti intestatario contatto contatti',
  'pessoa pessoas funcionario funcionarios utilizador utilizadores contato contatos',
  'klient klienci pracownik pacjent osoba uzytkownik uzivatel zakaznik zamestnanec felhasznalo ugyfel client utilizator angajat',
  'kund kunder anvandare anstalld patient bruker brukere ansatt medarbejder asiakas kayttaja musteri kullanici calisan hasta korisnik',
  'klant klanten gebruiker gebruikers medewerker medewerkers werknemer persoon personen lid leden ontvanger',
);

/** A name with one of these names a thing: `product_name`, `file_name`. */
export const thingWords = set(
  'product products item items file files host hosts hostname server domain company companies brand event events topic table',
  'column field index database db schema collection service app application program device class group role team',
  'project category type tag tags label status state bucket queue job task plan package module function method',
  'variable key node cluster pod container image branch repo repository model merchant vendor supplier store shop',
  'bank currency language locale country city region street course school university department song album',
  'artist book title movie game campaign template layer sensor metric process thread driver font color colour',
  'icon theme species drug medication procedure test alert rule policy listener carrier network ssid wifi plugin',
  'produkt artikel datei firma marke produit article fichier societe entreprise marque producto archivo empresa',
  'prodotto azienda produto arquivo bedrijf bestand warehouse depot site page view screen report',
  'airport airline flight station hotel restaurant song music album track animal pet food dish element unit ingredient recipe',
  'building room office park museum hospital clinic pharmacy manufacturer publisher breed colour make',
  'dept dpt svc prod itm rate zone meter vehicle business document documents attachment attachments folder directory organization organisation org orgs employer agency division fund',
  'workflow pipeline stage step action operation command attribute property parameter param feature flag experiment segment',
  'audience survey form menu badge skill game video photo playlist sku exchange symbol certificate dataset report dashboard',
  'character npc clan guild loan loans mortgage coupon promotion tariff warranty lesson subject degree exam grade collection listing',
  'library libraries os sdk backup snapshot volume disk cpu gpu chip component part unit asset provider channel stream source target',
);

/** A name that goes on with one of these is about the thing, not the thing: `email_verified`. */
export const notItWords = set(
  'id ids count counts type types kind status state verified confirmed valid validated validation enabled disabled flag',
  'template templates sent opened bounced clicked subject body domain provider host server format length size',
  'date at time timestamp ts on updated created changed expires score rank index idx is has opt optin optout',
  'consent preference preferences settings setting config option options frequency hash hashed hmac digest checksum',
  'sha md5 masked redacted encrypted token tokenized last4 attempts limit required allowed visible hidden source',
  'label category class group list version policy policies rule rules error errors message reason code2 prefix',
  'suffix pattern regex schema column field table anzahl typ nombre2 tipo aantal hint question strength',
  'uuid guid reference present provided result match matched response reset expired expiry2 rotation age ttl path file url uri link image total ratio rate percent pct',
);

/** Names of things that would otherwise be taken for something sensitive. */
export const stopNames: readonly string[] = [
  'page token',
  'next token',
  'next page token',
  'previous page token',
  'continuation token',
  'sync token',
  'resume token',
  'watch token',
  'cursor token',
  ...'pagination paging scroll delta start skip idempotency creation client-request'
    .split(' ')
    .map((word) => `${word.replace('-', ' ')} token`),
  ...'start-after after exclusive-start last-evaluated start end next previous prev last'
    .split(' ')
    .map((word) => `${word.replace('-', ' ')} key`),
  'token id',
  'token type',
  'token name',
  'token count',
  'device token type',
  'key id',
  'access key name',
  'email id',
  'ip version',
  'address type',
  'phone model',
  'mobile app',
  'mobile version',
  'cell id',
  'cell type',
  'sin error',
  'card type',
  'pet name',
  'account name',
  'card id',
  'mac os',
  'user agent',
  'user id',
  'user type',
  'user group',
  'user role',
  'user count',
  'user status',
  'user locale',
  'login count',
  'login url',
  'pass count',
  'pass rate',
  'account type',
  'account id',
  'account status',
  'secret name',
  'secret arn',
  'secret version',
  'api key id',
  'api key name',
  'position id',
  'location id',
  'location name',
  'street view',
  'insurance type',
  ...'store shop warehouse branch depot'.split(' ').map((word) => `${word} address`),
  'acct svcr ref',
  'prvt id othr id',
  'org id othr id',
  'fin instn id othr id',
  'account servicer reference',
  'diagnosis date',
  'passport country',
  'passport expiry',
  'passport type',
  'license type',
  'license state',
  // Keys that find something, rather than open it.
  ...(
    'partition sort hash range row primary foreign unique composite surrogate natural business cache object ' +
    's3 file public publishable idempotency dedup deduplication message routing binding shard ' +
    'sharding group lookup map config feature flag i18n translation locale issue project event metric index ' +
    'record document kafka topic redis item sku join parent entity node host field property param header ' +
    'answer hot short function image media blob upload asset folder path name tag label ' +
    'customer user order tenant site anon tracking resource route page state lock job task'
  )
    .split(' ')
    .map((word) => `${word} key`),
  'public api key',
  'public token',
  'recaptcha site key',
  ...(
    'address symbol price balance supply amount uri url index standard contract usage limit budget issuer ' +
    'endpoint used total cost rate length expiry expires status'
  )
    .split(' ')
    .map((word) => `token ${word}`),
  'pin code',
  'pincode',
  'boarding pass',
  'season pass',
  'day pass',
  'guest pass',
  'ski pass',
  'bus pass',
  'first pass',
  'second pass',
  'secret santa',
];

/** Words in a text that speak against the number behind them. */
export const otherWordsInText = set(
  'ord inv tkt asset order orders ordernumber tracking track shipment parcel waybill sku isbn ean upc gtin asin barcode imei imsi iccid serial',
  'invoice receipt transaction txn reference ref ticket batch part model version build release revision commit sha sha1 sha256',
  'md5 hash checksum digest uuid guid offset sequence lsn epoch timestamp price amount total awb consignment case po rma',
  'vat iva piva ust ustid btw tva siren siret abn acn ein fein nip regon orcid isin cusip sedol lei vin',
  'bestellung bestellnummer auftrag rechnung rechnungsnummer sendung sendungsnummer artikelnummer preis betrag',
  'commande facture colis suivi prix montant pedido factura precio importe envio ordine fattura prezzo importo spedizione',
  'encomenda fatura preco bestelling factuur prijs bedrag zending versie versione versao',
);

/** A field whose name has one of these, and names no detector, holds something else. */
export const otherWords = set(
  'asset lot order orders tracking track shipment parcel waybill sku isbn ean upc gtin asin barcode imei imsi iccid meid serial',
  'invoice receipt transaction txn tx trace span correlation request session event message ref reference ticket batch',
  'claim contract quote confirmation container flight booking reservation campaign pnr',
  'room apn product item article part model version build release revision commit sha sha1 sha256 md5 hash checksum digest crc etag',
  'fingerprint uuid guid ulid oid objectid cursor offset sequence seq partition lsn epoch timestamp ts time created updated',
  'modified deleted date at price amount total subtotal cost fee tax balance salary qty quantity count size bytes length',
  'duration elapsed latency ms width height weight rating score rank port pid tid page index idx',
  'page cursor pagination continuation next prev previous sync watch resume nonce slug seed salt request csrf xsrf antiforgery',
  'temperature humidity voltage speed altitude distance percent ratio rate version2 signature nonce salt2 awb consignment',
  'vat iva piva ust ustid btw tva mwst siren siret abn acn ein fein nip regon orcid isin cusip sedol lei vin doi',
  'bestellung bestellnummer auftrag auftragsnummer rechnung rechnungsnummer sendung sendungsnummer artikelnummer preis betrag',
  'commande facture colis suivi prix montant pedido factura precio importe envio ordine fattura prezzo importo spedizione',
  'encomenda fatura preco valor bestelling factuur prijs bedrag zending',
);
