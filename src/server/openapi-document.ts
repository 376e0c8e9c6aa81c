// The OpenAPI document's frame: who it describes, how one is let in, and the schemas it names.
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

/** Options for `@fastify/swagger`: routes come from the app, named schemas from `api-schemas.ts`. */
export const OPENAPI_DOCUMENT: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Offhook', description: 'Watch calls and step into them.', version: '1' },
    components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
    security: [{ apiKey: [] }],
  },
  transform: jsonSchemaTransform,
  transformObject(documentObject) {
    const document = jsonSchemaTransformObject(documentObject);
    // Each named schema comes twice, as it is written and as it is read; only answers have names here.
    const schemas: object = ('components' in document && document.components?.schemas) || {};
    for (const name of Object.keys(schemas))
      if (name.endsWith('Input')) Reflect.deleteProperty(schemas, name);
    return document;
  },
};
