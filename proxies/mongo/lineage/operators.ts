/**
 * Aggregation operators by what their result derives from. Tables only.
 * Source: "Aggregation Operators" in the MongoDB manual, server 4.4 to 8.x. An operator that is not
 * here may name fields in ways of its own, and counts as made of anything in the document.
 */

/** Results are scalars computed from scalar arguments; documents as arguments are errors there. */
export const scalarOperators: ReadonlySet<string> = new Set([
  // Arithmetic and trigonometry
  ...['$abs', '$add', '$ceil', '$divide', '$exp', '$floor', '$ln', '$log', '$log10', '$mod'],
  ...['$multiply', '$pow', '$round', '$sqrt', '$subtract', '$trunc', '$sigmoid'],
  ...['$sin', '$cos', '$tan', '$asin', '$acos', '$atan', '$atan2', '$asinh', '$acosh', '$atanh'],
  ...['$sinh', '$cosh', '$tanh', '$degreesToRadians', '$radiansToDegrees'],
  ...['$bitAnd', '$bitOr', '$bitXor', '$bitNot'],
  ...['$sum', '$avg', '$stdDevPop', '$stdDevSamp', '$median', '$percentile'],
  // Comparison, logic, types and sizes
  ...['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$cmp', '$and', '$or', '$not', '$in'],
  ...['$allElementsTrue', '$anyElementTrue', '$setEquals', '$setIsSubset'],
  ...['$size', '$type', '$isArray', '$isNumber', '$indexOfArray', '$range'],
  ...['$binarySize', '$subtype'],
  // Strings
  ...['$concat', '$substr', '$substrBytes', '$substrCP', '$toLower', '$toUpper', '$trim'],
  ...['$ltrim', '$rtrim', '$split', '$strLenBytes', '$strLenCP', '$strcasecmp'],
  ...['$indexOfBytes', '$indexOfCP', '$replaceOne', '$replaceAll'],
  ...['$regexMatch', '$regexFind', '$regexFindAll'],
  // Dates
  ...['$dateAdd', '$dateDiff', '$dateFromParts', '$dateFromString', '$dateSubtract'],
  ...['$dateToParts', '$dateToString', '$dateTrunc', '$dayOfMonth', '$dayOfWeek', '$dayOfYear'],
  ...['$hour', '$isoDayOfWeek', '$isoWeek', '$isoWeekYear', '$millisecond', '$minute', '$month'],
  ...['$second', '$week', '$year', '$tsIncrement', '$tsSecond'],
  // Conversion
  ...['$toBool', '$toDate', '$toDecimal', '$toDouble', '$toInt', '$toLong'],
  ...['$toObjectId', '$toUUID'],
]);

/** The result holds whatever stands in the arguments, names of fields included. */
export const digestingOperators: ReadonlySet<string> = new Set([
  ...['$objectToArray', '$arrayToObject', '$toArray', '$toObject', '$bsonSize'],
  ...['$toHashedIndexKey', '$hash', '$hexHash', '$convert', '$toString'],
  ...['$serializeEJSON', '$deserializeEJSON'],
]);

/** The result tells something of its arguments and holds no part of them. */
export const tellingOperators: ReadonlySet<string> = new Set([
  ...['$eq', '$ne', '$gt', '$gte', '$lt', '$lte', '$cmp', '$and', '$or', '$not', '$in'],
  ...['$allElementsTrue', '$anyElementTrue', '$setEquals', '$setIsSubset', '$regexMatch'],
  ...['$size', '$type', '$isArray', '$isNumber', '$strLenBytes', '$strLenCP', '$strcasecmp'],
  ...['$binarySize', '$bsonSize', '$subtype', '$toBool'],
]);

/** The result is one of the arguments, or a list made of them. */
export const choosingOperators: ReadonlySet<string> = new Set([
  '$ifNull',
  '$mergeObjects',
  '$concatArrays',
  '$setUnion',
  '$setIntersection',
  '$setDifference',
]);

/** The result is a member of the first argument, or the greatest or least of several. */
export const pickingOperators: ReadonlySet<string> = new Set([
  '$arrayElemAt',
  '$first',
  '$last',
  '$min',
  '$max',
]);

/** The result is a list of members of the field `input`, or of the first argument. */
export const listKeepingOperators: ReadonlySet<string> = new Set([
  '$slice',
  '$reverseArray',
  '$sortArray',
  '$filter',
  '$firstN',
  '$lastN',
  '$minN',
  '$maxN',
]);

/** Accumulators whose result is one of the values that they are given. */
export const pickingAccumulators: ReadonlySet<string> = new Set([
  '$first',
  '$last',
  '$min',
  '$max',
  '$mergeObjects',
  '$locf',
]);

/** Accumulators whose result is a list of the values that they are given. */
export const collectingAccumulators: ReadonlySet<string> = new Set([
  '$push',
  '$addToSet',
  '$setUnion',
  '$concatArrays',
]);

/** Accumulators that take `{input, n}` or `{output, ...}` and give values of that field. */
export const fieldAccumulators: ReadonlySet<string> = new Set([
  '$firstN',
  '$lastN',
  '$minN',
  '$maxN',
  '$top',
  '$topN',
  '$bottom',
  '$bottomN',
  '$shift',
]);

/** Accumulators that compute a scalar from their argument, wherever in it. */
export const computingAccumulators: ReadonlySet<string> = new Set([
  '$sum',
  '$avg',
  '$stdDevPop',
  '$stdDevSamp',
  '$median',
  '$percentile',
  '$derivative',
  '$integral',
  '$covariancePop',
  '$covarianceSamp',
  '$expMovingAvg',
  '$linearFill',
  '$minMaxScaler',
]);

/** Accumulators without an argument that matters: positions and counts. */
export const countingAccumulators: ReadonlySet<string> = new Set([
  '$count',
  '$rank',
  '$denseRank',
  '$documentNumber',
]);

/** Stages that let documents through or not, in whatever order, and change none. */
export const passingStages: ReadonlySet<string> = new Set([
  '$match',
  '$limit',
  '$skip',
  '$sort',
  '$sample',
  '$redact',
  '$search',
  '$vectorSearch',
  '$changeStreamSplitLargeEvent',
]);

/** Stages that begin a pipeline with documents of the server, not of a collection. */
export const serverStages: ReadonlySet<string> = new Set([
  '$collStats',
  '$indexStats',
  '$currentOp',
  '$listSessions',
  '$listLocalSessions',
  '$listSearchIndexes',
  '$planCacheStats',
  '$queryStats',
  '$querySettings',
  '$shardedDataDistribution',
  '$listSampledQueries',
  '$listClusterCatalog',
  '$listCatalog',
  '$operationMetrics',
]);

/** `$meta` values that say something of the search, not of the document. */
export const plainMeta: ReadonlySet<string> = new Set([
  'textScore',
  'searchScore',
  'vectorSearchScore',
  'score',
  'randVal',
  'searchSequenceToken',
]);

/** System variables that hold nothing of any document. */
export const plainVariables: ReadonlySet<string> = new Set([
  'NOW',
  'CLUSTER_TIME',
  'REMOVE',
  'DESCEND',
  'PRUNE',
  'KEEP',
  'USER_ROLES',
]);
