import { describe, expect, test } from 'vitest';
import { ItemSplitter } from '../../../src/kube/list-items.ts';
import { LineSplitter } from '../../../src/kube/watch-stream.ts';

function lines(chunks: readonly (string | Uint8Array)[], maxBytes?: number): string[] {
  const splitter = new LineSplitter(maxBytes);
  const found = chunks.flatMap((chunk) => [...splitter.push(Buffer.from(chunk))]);
  splitter.end();
  return found;
}

/** Every way to cut it in two. */
function cuts(text: string): Uint8Array[][] {
  const bytes = Buffer.from(text);
  return Array.from({ length: bytes.length + 1 }, (_, at) => [bytes.subarray(0, at), bytes.subarray(at)]);
}

describe('lines of a stream', () => {
  test('are found wherever it is cut, in mid-character too (F10)', () => {
    for (const chunks of cuts('{"a":"ä€😀"}\n{"b":2}\n')) expect(lines(chunks)).toEqual(['{"a":"ä€😀"}', '{"b":2}']);
  });

  test('may end in CRLF, and may be empty (F10)', () => {
    expect(lines(['\n\r\n{"a":1}\r\n\n', '{"b":2}\n', '\r\n'])).toEqual(['{"a":1}', '{"b":2}']);
  });

  test('may be as large as an object (F10)', () => {
    const large = 'x'.repeat(1_500_000);
    expect(lines([`${large}\n`])).toEqual([large]);
  });

  test('fail as soon as one is too large, whole or not (F11)', () => {
    expect(lines(['12345\n12345\n'], 5)).toEqual(['12345', '12345']);
    expect(() => lines(['123456\n'], 5)).toThrow(expect.objectContaining({ kind: 'TooLarge' }));
    expect(() => lines(['123', '456'], 5)).toThrow(expect.objectContaining({ kind: 'TooLarge' }));
  });

  test('fail when the last was cut off (F09)', () => {
    expect(() => lines(['{"a":1}\n{"b"'])).toThrow(
      expect.objectContaining({
        kind: 'Malformed',
        message: 'Malformed answer: the stream ended in the middle of an event',
      }),
    );
  });
});

function items(chunks: readonly (string | Uint8Array)[], maxBytes = 1_000_000): unknown {
  const splitter = new ItemSplitter(maxBytes);
  const found = chunks.flatMap((chunk) => [...splitter.push(Buffer.from(chunk))]);
  return { items: found, ...splitter.end() };
}

describe('items of a list', () => {
  const list =
    '{"kind":"PodList","metadata":{"resourceVersion":"7","continue":"c"},"items":[{"a":"}{][,\\"\\\\"},{"b":{"items":[{"c":1}]}}]}';

  test('are found wherever it is cut, whatever stands in them', () => {
    for (const chunks of cuts(list)) {
      expect(items(chunks)).toEqual({
        items: [{ a: '}{][,"\\' }, { b: { items: [{ c: 1 }] } }],
        resourceVersion: '7',
        continueToken: 'c',
      });
    }
  });

  test.each([
    ['{"items":[],"metadata":{"resourceVersion":"7"}}', []],
    ['{"items":null,"metadata":{"resourceVersion":"7"}}', []],
    ['{"metadata":{"resourceVersion":"7"}}', []],
    [
      '\n{ "items" : [ {"a":1} , {"b":2} ] , "metadata" : {"resourceVersion":"7","x":["items"]} }\n',
      [{ a: 1 }, { b: 2 }],
    ],
  ])('may be missing, or stand before the rest: %s', (text, expected) => {
    expect(items([text])).toEqual({ items: expected, resourceVersion: '7', continueToken: '' });
  });

  test.each([
    '',
    'null',
    '[]',
    '{"items":[{"a":1}],"metadata":{"resourceVersion":"7"}',
    '{"items":[{"a":1}',
    '{"items":[{"a":1}]}',
    '{"items":[1],"metadata":{"resourceVersion":"7"}}',
    '{"items":{"a":1},"metadata":{"resourceVersion":"7"}}',
    '{"items":[{"a":}],"metadata":{"resourceVersion":"7"}}',
    '<html>',
  ])('are never taken from what is no whole list: %s', (text) => {
    expect(() => items([text])).toThrow(expect.objectContaining({ kind: 'Malformed' }));
  });

  test('fail when the page, an item, or what stands around them is too large (F29)', () => {
    expect(() => items([list], 50)).toThrow('A page of the list is larger than 50 bytes');
    expect(() => items(['{"items":[{"a":"', ...Array<string>(5).fill('x'.repeat(1024 * 1024))], 1e9)).toThrow(
      'An object of the list is larger than 4194304 bytes',
    );
    expect(() => items(['{"metadata":{"x":"', 'x'.repeat(100_000)])).toThrow(
      'What stands around the items of the list is larger than 65536 bytes',
    );
  });
});
