/** Places on the map, by the name of the field: degrees, or a pair of them (ISO 6709, geo URIs). */
import type { Detector } from '../detector.ts';
import { never } from '../weigh.ts';

const degrees = /^[+-]?\d{1,3}(?:\.\d+)?(?:e-?\d+)?$/i;
const pair =
  /^\s*(?:geo:|POINT\s*\()?[([]?\s*[+-]?\d{1,3}\.\d{2,}\s*[,; ]\s*[+-]?\d{1,3}\.\d{2,}\s*[)\]]{0,2}\s*$/i;
/** A pair of whole degrees or of few decimals: only where the field says so. */
const coarse =
  /^[([]?\s*[+-]?(?:\d{1,2}|1[0-7]\d|180)(?:\.\d*)?\s*[,;]\s*[+-]?(?:\d{1,2}|1[0-7]\d|180)(?:\.\d*)?\s*[)\]]?$/;
const marked =
  /^\s*\d{1,3}(?:\.\d+)?\s*[°º]\s*(?:\d{1,2}(?:\.\d+)?\s*['′]\s*)?(?:\d{1,2}(?:\.\d+)?\s*["″]\s*)?[NSEWO]/i;

export const geo: Detector = {
  id: 'pii.geo',
  class: 'pii.geo',
  extent: 'number',
  shapes: 0,
  fields: [
    'lat',
    'latitude',
    'lng',
    'lon',
    'long',
    'longitude',
    'geo',
    'geo location',
    'geolocation',
    'geo point',
    'geopoint',
    'geo lat',
    'geo lon',
    'geo lng',
    'geo coordinates',
    'coordinates',
    'coords',
    'coord',
    'gps',
    'gps location',
    'gps coordinates',
    'gps lat',
    'gps lon',
    'gps lng',
    'lat lng',
    'lat lon',
    'latlng',
    'latlon',
    'lat long',
    'latlong',
    'location',
    'position',
    'breitengrad',
    'laengengrad',
    'langengrad',
    'koordinaten',
    'latitud',
    'longitud',
    'coordenadas',
    'latitudine',
    'longitudine',
    'coordinate',
    'coordonnees',
    'breedtegraad',
    'lengtegraad',
    'coordinaten',
  ],
  types: ['double', 'decimal'],
  value(text) {
    const value = text.trim();
    if (value.length > 80) return never;
    if (degrees.test(value)) {
      const number = Number(value);
      if (Math.abs(number) > 180) return never;
      const dot = value.indexOf('.');
      return dot >= 0 && value.length - dot > 2 ? 0.5 : -3.9;
    }
    if (pair.test(value) || marked.test(value)) return 2;
    return coarse.test(value) ? -2 : never;
  },
};
