import { ConfigError, helpText, readConfig, wantsHelp, type Config } from './config.ts';
import { startOperator } from './operator.ts';
import { createLogger } from './runtime/logger.ts';

/** A pod must never fall back to the credentials of the node it runs on. */
process.env['AWS_EC2_METADATA_DISABLED'] = 'true';

/** How long a clean end may take before the process ends anyway. */
const graceMs = 10_000;

const argv = process.argv.slice(2);
if (wantsHelp(argv)) {
  process.stdout.write(helpText());
} else {
  await run(configOrExit());
}

function configOrExit(): Config {
  try {
    return readConfig(argv, process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(2);
  }
}

async function run(config: Config): Promise<void> {
  const logger = createLogger({ level: config.logLevel });
  const asked = new Promise<string>((resolve) => {
    process.once('SIGTERM', () => resolve('SIGTERM'));
    process.once('SIGINT', () => resolve('SIGINT'));
  });
  process.on('unhandledRejection', (error) => {
    logger.error({ err: error }, 'A rejection was not handled; this is a defect.');
    process.exit(1);
  });
  const operator = await startOperator(config, logger).catch((error: unknown) => {
    logger.error({ err: error }, 'The operator cannot start.');
    return process.exit(1);
  });
  logger.info({ port: operator.port }, 'The operator runs.');
  const why = await Promise.race([asked, operator.lost.then(() => 'lease lost')]);
  logger.info({ why }, 'The operator ends.');
  setTimeout(() => process.exit(1), graceMs).unref();
  await operator.stop();
  process.exit(why === 'lease lost' ? 1 : 0);
}
