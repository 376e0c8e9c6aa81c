// Starts the server of this example: `OPENAI_API_KEY` is needed, `PORT` is 5050 unless it is set.
import { assistantServer } from './server.ts';

const { OPENAI_API_KEY: apiKey, PORT = '5050' } = process.env;
if (apiKey === undefined || apiKey === '') {
  process.stderr.write('OPENAI_API_KEY is not set: put it before the command.\n');
  process.exit(1);
}
const server = await assistantServer({ apiKey });
process.stdout.write(`Listening at ${await server.listen({ port: Number(PORT), host: '0.0.0.0' })}\n`);
