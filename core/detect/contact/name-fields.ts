/** Names of fields that hold names of persons, and of those that hold persons, by name or otherwise. */

/** `*` before one: only beside a word for a person, as `name` alone names many things. */
export const nameFields: readonly string[] = [
  'mid nm|mdl nm|mid name|middle nm|second name|deuxieme prenom|*middle|*second name',
  '*name|name formatted|n given|n family|*fn|*ln|full name|fullname|first name|firstname|fname|given name|givenname|forename|last name|lastname',
  'lname|surname|family name|familyname|middle name|middlename|maiden name|birth name|*legal name',
  'preferred name|*display name|person name|customer name|client name|patient name|employee name',
  'contact name|user full name|cardholder name|card holder name|name on card|nameoncard|cardholder',
  'card holder|account holder|accountholder|account holder name|account owner|beneficiary name',
  'recipient name|sender name|owner name|guest name|passenger name|driver name|author name',
  'mother s maiden name|mothers maiden name|mother maiden name|emergency contact name|spouse name',
  'student name|teacher name|member name|doctor name|physician name|*provider name|signatory',
  'billing name|shipping name|holder name|vorname|nachname|familienname|zuname|rufname|geburtsname',
  'kontoinhaber|karteninhaber|kundenname|vollstaendiger name|ansprechpartner|prenom|*nom|nom de famille',
  'conjoint nom|conjoint prenom|nom complet|nom famille|nom client|nom prenom|*nombre|nombre completo|nombre cliente|apellido',
  'apellidos|primer apellido|segundo apellido|titular|nome completo|*nome|nome cliente|cognome',
  'intestatario|primeiro nome|ultimo nome|sobrenome|apelido|nome do cliente|voornaam|achternaam',
  'familienaam|volledige naam|*naam|tussenvoegsel|klantnaam|contact person|contact persons',
  'person contact|*nm|*nme|*nam|cust nm|person nm|first nm|last nm|fst nm|lst nm|firstnames|lastnames',
  'f name|l name|m name|given names|family names|middle initial|other names|name first|name last',
  'name full|name given|name family|known as|ship to name|bill to name|sold to name|deliver to name',
  'deliver to|ship to contact|contact first name|contact last name|primary contact|main contact',
  'next of kin|nok name|next of kin name|father name|fathers name|mother name|mothers name|husband name',
  'wife name|guardian name|parent name|holder full name|account name holder|signed by name|signer name',
  'signatory name|print name|printed name|attention to|attn|care of|payee name|payer name|beneficiary',
  'insured name|subscriber name|policyholder name|policy holder|applicant name|candidate name',
  'manager name|instructor name|nurse name|attending physician|referring physician',
  'rendering provider name|prescriber name|cust name|emp name|usr full name|full nm|fullnm',
  'legal first name|legal last name|preferred first name|*real name|realname|*cn|sn|gecos|*display nm',
  'nom naissance|nom de naissance|nom usage|nom d usage|nom jeune fille|prenoms|prenom client',
  'nom contact|nom du patient|nom patient|nom du titulaire|titulaire carte|interlocuteur|name vorname',
  'vor und nachname|name des kunden|kunde name|kontaktperson|ansprechperson|vollname|voller name',
  'vor nachname|empfaenger name|patientenname|mitarbeitername|versicherter|nombres|nombre y apellido',
  'nombre y apellidos|nombre apellidos|apellido1|apellido2|apellido paterno|apellido materno',
  'primer nombre|segundo nombre|nombre titular|nombre paciente|nombre empleado|persona contacto',
  'persona de contacto|*nombre contacto|nominativo|nome cognome|nome e cognome|cognome nome|referente',
  'nome paziente|intestatario conto|intestatario carta|nome e sobrenome|nome contato|nome mae',
  'nome da mae|nome pai|nome do pai|nome social|nome proprio|nome paciente|nome titular|nome do titular',
  'pessoa contato|pessoa de contato|contato nome|ultimo apelido|voorletters|roepnaam|naam klant',
  'volledigenaam|naam contactpersoon|contactpersoon|meisjesnaam|geboortenaam|patientnaam|fornavn',
  'etternavn|efternavn|mellomnavn|mellemnavn|fulde navn|fullt navn|*navn|efternamn|fornamn|mellannamn',
  '*namn|tilltalsnamn|fullstandigt namn|etunimi|sukunimi|koko nimi|*nimi|imie|imiona|nazwisko',
  'imie i nazwisko|imie nazwisko|nazwisko rodowe|jmeno a prijmeni|*jmeno|krestni jmeno|prijmeni',
  'cele jmeno|*meno|priezvisko|krstne meno|meno a priezvisko|keresztnev|vezeteknev|csaladnev|utonev',
  'teljes nev|*nev|*nume|prenume|nume complet|nume familie|*ad soyad|adi soyadi|soyad|soyadi|soyisim',
  '*isim|*ad|tam ad|adi|*ime|prezime|ime i prezime|ime in priimek|priimek|pavarde|vardas pavarde',
  'vards uzvards|uzvards|perekonnanimi|eesnimi|imya|familiya|otchestvo|fio|xingming|shimei|namae|имя',
  'фамилия|отчество|фио|имя клиента|прізвище|姓名|氏名|名前|名字|姓|お名前|フリガナ|성명|이름|όνομα|επώνυμο|ονοματεπώνυμο',
  'الاسم|first name and initial|first name and middle initial|receiver name|agent name|created by name|updated by name|modified by name|approved by name|assigned to name',
  'ad soyad|nazwa klienta|name kana|kana name|name kanji|kanji name|name furigana|name romaji|owner full name|titulaire du compte',
].flatMap((line) => line.split('|'));

/** `guest_first`, `CUST_LST_NM`: whose name, and which part of it. */
const owners =
  'guest customer client user patient student stu employee emp member mbr contact passenger pax cust owner holder billing bill ' +
  'shipping ship recipient sender author driver person applicant candidate subscriber insured pat mother father guardian spouse ' +
  'teacher agent lead attendee cardholder member physician practitioner traveller traveler shopper buyer payer payee borrower donor voter doctor provider parent child sold';
const parts = 'first last middle frst lst fst first nm last nm frst nm lst nm fst nm';
/** `contact.name.family`, `payee.name.first`. */
const partsOfName = 'given givens family first last middle maiden full surname'.split(' ');
export const partFields: readonly string[] = owners
  .split(' ')
  .flatMap((owner) => [
    ...(parts.match(/\S+(?: nm)?/g) ?? []).map((part) => `$${owner} ${part}`),
    ...partsOfName.map((part) => `$${owner} name ${part}`),
  ]);

/** Middle names, of which mostly the first letter is kept. */
export const initialFields: readonly string[] = [
  'middle name|middle initial|middle init|mid name|mid init|mid nm|mdl nm|mid|m name|mname|m init|minit|*mi|*middle|middle nm',
  'second name|initial|initials|name middle|name mi|voorletters|segundo nombre|deuxieme prenom',
].flatMap((line) => line.split('|'));

/** What only persons are to a record. Its value may be a number or a code as well as a name. */
export const roleFields: readonly string[] = [
  'patient|employee|author|assignee|reporter|creator|created by|updated by|modified by|approved by',
  'assigned to|manager|supervisor|sales rep|passenger|guest|student|pupil|teacher|instructor|professor',
  'doctor|physician|nurse|attending|prescriber|practitioner|landlord|spouse|husband|wife|father|mother',
  'guardian|emergency contact|witness|guarantor|applicant|candidate|interviewer|principal investigator',
  'signer|signed by|requester|requested by|submitted by|reviewer|attendee|participant|resident|donor',
  'adjuster|clerk|technician|voter|claimant|plaintiff|defendant|lawyer|attorney|judge|person|patientin|mitarbeiter|mitarbeiterin',
  'arzt|aerztin|fahrer|mieter|vermieter|bearbeiter|sachbearbeiter|paciente|empleado|medico|conductor',
  'inquilino|paziente|dipendente|medico curante|medecin|conducteur|locataire|salarie|auteur|medewerker',
  'arts|chauffeur|huurder|funcionario|motorista|responsavel|pacjent|pracownik',
  'profesor|profesora|maestra|docente|professora|professore|insegnante|leraar|lerares|docent|lehrer|lehrerin|dozent',
  'dozentin|klassenlehrer|enseignant|enseignante|professeur|nauczyciel|ogretmen|tutor|tutora|tutor legal|representante',
  'representante legal|contractant|contracthouder|rekeninghouder|titulaire compte|titular cuenta|titular conta|tomador',
  'kreditnehmer|darlehensnehmer|versicherungsnehmer|arbeitnehmer|antragsteller|sachbearbeiterin|betreuer|mieterin',
  'souscripteur|emprunteur|demandeur|conjoint|tuteur|intestataria|contraente|mutuatario|tutore|beneficiario',
  'colaborador|trabajador|trabalhador|lavoratore|aluno|alumno|alumna|estudiante|estudante|studente|eleve|leerling',
  'huisarts|behandelaar|zorgverlener|verzekeringnemer|aanvrager|kontrahent|ubezpieczony|sigortali|ogrenci|doktor',
  'gestor|gestora|gerente|supervisora|jefe|chefe|vorgesetzter|vorgesetzte|leidinggevende|capo reparto|caposala|hausarzt',
  'medico responsable|medico assistente|medico tratante|medecin traitant|medecin referent|kontaktlakare|chef|prowadzacy',
  'recipient|payee|payer|driver|insured|subscriber|consignee|member|porteur|porteur carte|titulaire carte',
  'from name|to name|reply to name|user name|username|surgeon|therapist|salesperson|sales person|account manager|titulaire|kierownik|borrower|co borrower|cosigner|policyholder|policy holder|certifier|notary|heir|executor|trainee|mentor|tenant name',
  // References of FHIR.
  'subject display|actor display|individual display|performer display|requester display|recorder display',
  'asserter display|practitioner display|author display|participant display|general practitioner display',
  // Parties of ISO 20022.
  'dbtr nm|cdtr nm|ultmt dbtr nm|ultmt cdtr nm|dbtr pty nm|cdtr pty nm|initg pty nm|ownr nm|acct ownr nm',
  'debtor name|creditor name|ultimate debtor name|ultimate creditor name',
].flatMap((line) => line.split('|'));

/** What persons, companies and programs are to a record. */
export const partyFields: readonly string[] = [
  'customer|client|contact|owner|user|sender|provider',
  'agent|operator|partner|admin|engineer|analyst|representative|rep|assistant',
  'tenant|buyer|seller|account manager|kunde|kundin|benutzer',
  'empfaenger|absender|cliente|remitente|destinatario|clienti|mittente|destinataire|expediteur|klant',
  'ontvanger|afzender|remetente|vendedor|klient',
].flatMap((line) => line.split('|'));
