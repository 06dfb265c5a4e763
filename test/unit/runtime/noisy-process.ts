import { createLogger } from '../../../src/runtime/logger.ts';

/** Logs far more than a pipe holds, tells on stderr how that went, and exits. */
const LINES = Number(process.env['LINES'] ?? '0');
const LINES_AT_ONCE = 200;
let dropped = 0;
let worstStallMs = 0;
let last = performance.now();
let logged = 0;

const logger = createLogger({ level: 'info', onDrop: () => dropped++ });
const timer = setInterval(() => {
  worstStallMs = Math.max(worstStallMs, performance.now() - last);
  last = performance.now();
  for (let i = 0; i < LINES_AT_ONCE; i++) logger.info({ line: logged++ }, 'x'.repeat(200));
  if (logged < LINES) return;
  clearInterval(timer);
  process.stderr.write(JSON.stringify({ dropped, worstStallMs }));
  process.exit(0);
}, 5);
