/** The schema of a mask, made from the masks' own tables of parameters. */
import { z } from 'zod';
import type { MaskDefinition, Parameter } from '../mask/definition.ts';
import { masks } from '../mask/index.ts';

function parameterSchema(parameter: Parameter): z.ZodType {
  switch (parameter.kind) {
    case 'integer':
      return z.number().int().min(parameter.min).max(parameter.max);
    case 'number':
      return z.number().min(parameter.min).max(parameter.max);
    case 'numbers':
      return z.array(z.number()).min(1).max(1000);
    case 'text':
      return z.string().min(1);
    case 'choice':
      return z.enum([...parameter.of]);
    case 'flag':
      return z.boolean();
    case 'scalar':
      return z.union([z.string(), z.number(), z.boolean()]);
    case 'key':
      return z.string().min(1);
  }
}

function schemaOf(mask: MaskDefinition) {
  const shape: Record<string, z.ZodType> = {};
  for (const [name, parameter] of Object.entries(mask.parameters)) {
    const schema = parameterSchema(parameter).describe(parameter.summary);
    shape[name] = parameter.required ? schema : schema.optional();
  }
  return z.strictObject({ with: z.literal(mask.name), ...shape }).describe(mask.summary);
}

const [first, ...others] = masks.map(schemaOf);

/** `{ with: show_last, count: 4 }` */
export const maskSchema = z.discriminatedUnion('with', [first, ...others]);
