/** Names, streets and places by locale, for values that only the name of a field can tell. */
import type { Random } from './random.ts';

export interface Locale {
  readonly id: string;
  readonly given: readonly string[];
  readonly family: readonly string[];
  readonly streets: readonly string[];
  readonly towns: readonly string[];
  /** Forms of telephone numbers as people there write them. */
  readonly phones: readonly string[];
  readonly postal: string;
  readonly gender: readonly string[];
  /** Puts a house number and a street together. */
  readonly houseFirst: boolean;
}

export const locales: readonly Locale[] = [
  {
    id: 'en_US',
    given: ['Olivia', 'Marcus', 'Priya', 'Dwayne', 'Tamika', 'Wesley'],
    family: ['Hollis', 'Okafor', 'Ramirez', 'Stanton', 'Whitaker', 'Nguyen'],
    streets: ['Maple Avenue', 'Lakeview Drive', 'Elm St', 'Old Mill Road'],
    towns: ['Dayton', 'Tucson', 'Savannah', 'Boise'],
    phones: [
      '(2%#) 2##-####',
      '2%#-3##-####',
      '+1 2%# 4##-####',
      '+12%#5######',
      '2%#.6##.####',
      '1-2%#-7##-####',
    ],
    postal: '#####',
    gender: ['M', 'F', 'male', 'female', 'non-binary'],
    houseFirst: true,
  },
  {
    id: 'en_GB',
    given: ['Imogen', 'Alistair', 'Bronwen', 'Callum', 'Nigel'],
    family: ['Ashcroft', 'Fairweather', 'Khan', 'Pemberton', 'Llewellyn'],
    streets: ['Church Lane', 'Victoria Road', 'The Crescent'],
    towns: ['Leeds', 'Swansea', 'Norwich'],
    phones: [
      '020 7### ####',
      '+44 20 7### ####',
      '07### ######',
      '+447#########',
      '01### ######',
      '(0131) 4## ####',
    ],
    postal: '??# #??',
    gender: ['male', 'female', 'other'],
    houseFirst: true,
  },
  {
    id: 'de_DE',
    given: ['Jürgen', 'Annegret', 'Thorsten', 'Käthe', 'Leonie'],
    family: ['Schäfer', 'Großmann', 'Özdemir', 'Krüger', 'von Arnim'],
    streets: ['Hauptstraße', 'Am Bahnhof', 'Lindenweg', 'Goethestr.'],
    towns: ['Kassel', 'Göttingen', 'Jena'],
    phones: [
      '030 2#######',
      '+49 30 2#######',
      '0151 2#######',
      '+49151########',
      '040/3######',
      '+49 (0)89 4######',
    ],
    postal: '1####',
    gender: ['männlich', 'weiblich', 'divers', 'm', 'w'],
    houseFirst: false,
  },
  {
    id: 'fr_FR',
    given: ['Amélie', 'Théo', 'Zoé', 'Loïc', 'Maëlle'],
    family: ['Lefèvre', 'Benoît', 'Marchand', "d'Ormesson", 'Petit'],
    streets: ['rue de la Paix', 'avenue Victor Hugo', 'place du Marché'],
    towns: ['Nantes', 'Rouen', 'Dijon'],
    phones: [
      '01 4# ## ## ##',
      '06 1# ## ## ##',
      '+33 1 4# ## ## ##',
      '+336########',
      '02.4#.##.##.##',
    ],
    postal: '75###',
    gender: ['homme', 'femme', 'M', 'F'],
    houseFirst: true,
  },
  {
    id: 'es_ES',
    given: ['Íñigo', 'Begoña', 'Joaquín', 'Lucía', 'Nuria'],
    family: ['García Lorca', 'Muñoz', 'Peña', 'Ibáñez Ruiz'],
    streets: ['Calle Mayor', 'Avenida de América', 'Paseo del Prado'],
    towns: ['Zaragoza', 'Cádiz', 'Murcia'],
    phones: ['+34 91 2## ## ##', '+34 6## ### ###', '+346########'],
    postal: '28###',
    gender: ['hombre', 'mujer', 'varón'],
    houseFirst: false,
  },
  {
    id: 'it_IT',
    given: ['Ginevra', 'Ettore', 'Niccolò', 'Fiorenza'],
    family: ['Esposito', 'De Luca', "D'Angelo", 'Rinaldi'],
    streets: ['Via Garibaldi', 'Corso Italia', 'Piazza Dante'],
    towns: ['Bari', 'Pavia', 'Trento'],
    phones: ['+39 06 6######', '+39 347 1######', '+39335#######'],
    postal: '0####',
    gender: ['maschio', 'femmina', 'uomo', 'donna'],
    houseFirst: false,
  },
  {
    id: 'pt_BR',
    given: ['João', 'Luíza', 'Thiago', 'Conceição'],
    family: ['da Silva', 'Araújo', 'Cordeiro', 'dos Santos'],
    streets: ['Rua das Flores', 'Avenida Paulista', 'Travessa do Carmo'],
    towns: ['Recife', 'Goiânia', 'Curitiba'],
    phones: ['(11) 9####-####', '+55 21 9####-####', '+55119########', '(31) 3###-####'],
    postal: '0####-###',
    gender: ['masculino', 'feminino'],
    houseFirst: false,
  },
  {
    id: 'nl_NL',
    given: ['Joris', 'Liesbeth', 'Sjoerd', 'Marijke'],
    family: ['de Vries', 'van den Berg', 'Bakker', 'Hoekstra'],
    streets: ['Keizersgracht', 'Stationsweg', 'Dorpsstraat'],
    towns: ['Utrecht', 'Zwolle', 'Breda'],
    phones: ['020 6## ####', '+31 20 6######', '06-1#######', '+316########'],
    postal: '1### ??',
    gender: ['man', 'vrouw'],
    houseFirst: false,
  },
];

export function fullName(random: Random, locale: Locale): string {
  return `${random.pick(locale.given)} ${random.pick(locale.family)}`;
}

export function streetLine(random: Random, locale: Locale): string {
  const number = random.int(1, 320);
  const street = random.pick(locale.streets);
  return locale.houseFirst ? `${number} ${street}` : `${street} ${number}`;
}

export function wholeAddress(random: Random, locale: Locale): string {
  return `${streetLine(random, locale)}, ${random.form(locale.postal)} ${random.pick(locale.towns)}`;
}
