import { expect, test } from 'vitest';
import { createLogger } from '../../../src/runtime/logger.ts';

function logged(level: string, log: (logger: ReturnType<typeof createLogger>) => void): unknown[] {
  const lines: unknown[] = [];
  log(createLogger({ level, destination: { write: (line: string) => void lines.push(JSON.parse(line)) } }));
  return lines;
}

test('a line is JSON with its level as a word, its time, its fields and one sentence', () => {
  const lines = logged('info', (logger) =>
    logger.child({ resource: 'pods' }).warn({ kind: 'Gone' }, 'Reading failed.'),
  );
  expect(lines).toEqual([
    {
      level: 'warn',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      resource: 'pods',
      kind: 'Gone',
      msg: 'Reading failed.',
    },
  ]);
});

test('lines below the level are not written', () => {
  const lines = logged('warn', (logger) => {
    logger.debug({}, 'one');
    logger.info({}, 'two');
    logger.error({}, 'three');
  });
  expect(lines).toEqual([expect.objectContaining({ level: 'error', msg: 'three' })]);
});

test('an error is written with its causes and their codes', () => {
  const cause = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
  const [line] = logged('info', (logger) =>
    logger.error({ err: new Error('no answer', { cause }) }, 'Reading failed.'),
  );
  expect(line).toMatchObject({ err: { message: 'no answer', cause: { message: 'connect', code: 'ECONNREFUSED' } } });
});

test('tokens and authorization headers are cut out', () => {
  const secret = 'very-secret';
  const lines = logged('info', (logger) =>
    logger.info(
      {
        token: secret,
        authorization: secret,
        headers: { authorization: secret },
        user: { token: secret },
        request: { headers: { authorization: secret } },
      },
      'Asked.',
    ),
  );
  expect(JSON.stringify(lines)).not.toContain(secret);
  expect(lines).toEqual([expect.objectContaining({ token: '[redacted]' })]);
});
