// Business of: who answers for the clinic in this call.
import type { ToolContext } from 'offhook';
import type { Business } from './business.ts';
import { httpBusiness } from './http-business.ts';
import { sampleBusiness } from './sample-business.ts';

/** The API at `BUSINESS_API_BASE` where that is set, else sample data in the embedded store. */
export function businessOf(context: ToolContext): Business {
  const base = context.settings['BUSINESS_API_BASE'];
  return base === undefined || base === '' ? sampleBusiness(context.shelf) : httpBusiness(base, context);
}
